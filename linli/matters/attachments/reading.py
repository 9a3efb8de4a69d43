"""Checking an uploaded file by its content, whatever its name says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.matters.attachments import media
from linli.matters.attachments.contents import Content, NoFilms, TooLarge, TooLong
from linli.matters.attachments.documents import write_anew
from linli.matters.attachments.media import demuxer_of, pack_anew
from linli.matters.attachments.photos import encode_again, small_of
from linli.matters.pack import AttachmentsPack, default_limits

MEGABYTE = 2**20


def read(upload: Any, limits: AttachmentsPack | None = None) -> Content:
    """Check an uploaded file and give what may be kept of it, by the limits of the place.

    Photos, documents, recordings and films are all written anew without metadata. Raises a kind
    of Refused.
    """
    limits = limits or default_limits()
    name = Path(upload.name or "").name[-120:] or "file"
    most = max(settings.UPLOAD_LIMIT_BYTES, limits.most_bytes)
    if upload.size > most:
        raise TooLarge(_too_large(name, upload.size, _limit_of(name, limits)))
    data = upload.read()
    if demuxer_of(data):
        if not media.are_taken():
            raise NoFilms(
                _("“%(name)s”: films and recordings are not taken here. Send photos instead.")
                % {"name": name}
            )
        return _film(name, data, limits)
    if len(data) > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(_too_large(name, len(data), settings.UPLOAD_LIMIT_BYTES))
    if data.startswith(b"%PDF-"):
        written, picture = write_anew(name, data)
        return Content(name, "application/pdf", written, picture)
    photo = encode_again(name, data)
    return Content(_renamed(name, ".jpg"), "image/jpeg", photo, small_of(photo))


def check(content: Content, limits: AttachmentsPack) -> None:
    """Refuse a film or recording beyond the limits of the place. Raises TooLarge, TooLong."""
    is_film = content.content_type.startswith("video/")
    if not is_film and not content.content_type.startswith("audio/"):
        return
    longest = limits.video_seconds if is_film else limits.audio_seconds
    most = (limits.video_mb if is_film else limits.audio_mb) * MEGABYTE
    if len(content.data) > most:
        raise TooLarge(_too_large(content.name, len(content.data), most))
    if content.seconds > longest + 1:
        raise TooLong(
            _("“%(name)s” lasts %(seconds)d seconds. At most %(limit)d are taken.")
            % {"name": content.name, "seconds": content.seconds, "limit": longest}
        )


def _film(name: str, data: bytes, limits: AttachmentsPack) -> Content:
    if len(data) > limits.most_bytes:
        raise TooLarge(_too_large(name, len(data), limits.most_bytes))
    film = pack_anew(name, data)
    content = Content(
        _renamed(name, film.suffix), film.content_type, film.data, film.picture, film.seconds
    )
    check(content, limits)
    return content


def _limit_of(name: str, limits: AttachmentsPack) -> int:
    """The limit to tell the sender of a file that was not read, by what its name claims."""
    claims_film = Path(name).suffix.lower() in {".mp4", ".mov", ".webm", ".m4a", ".mp3", ".wav"}
    return limits.most_bytes if claims_film else settings.UPLOAD_LIMIT_BYTES


def _too_large(name: str, size: int, limit: int) -> str:
    return _("“%(name)s” is too large: %(size).0f MB. At most %(limit)d MB are taken.") % {
        "name": name,
        "size": size / MEGABYTE,
        "limit": limit // MEGABYTE,
    }


def _renamed(name: str, suffix: str) -> str:
    try:
        return str(Path(name).with_suffix(suffix))
    except ValueError:  # such as "."
        return f"file{suffix}"
