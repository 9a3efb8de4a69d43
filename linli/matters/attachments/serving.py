"""Answering with a file. Whoever calls this has asked the rule of the file's matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from linli.matters.attachments.photos import Area, covered
from linli.matters.attachments.store import content_of, part_of, preview_of
from linli.matters.models import Attachment, Blob

CACHE = "private, max-age=86400"
"""A file never changes under its address, but only its reader's own browser may keep it."""

SANDBOX = "sandbox; default-src 'none'"
"""Nothing in the file does anything, should a browser show it as a page."""

R = TypeVar("R", bound=HttpResponseBase)

_range = re.compile(r"bytes=(\d*)-(\d*)")


def serve(request: HttpRequest, file: Attachment) -> HttpResponseBase:
    """The file itself, or the part that the browser asks for (films in Safari need that)."""
    return serve_blob(request, _readable(file.blob), file.name, file.content_type)


def serve_preview(file: Attachment) -> HttpResponse:
    """The small picture of a file; 404 for a file without one."""
    blob = _readable(file.blob)
    if not blob.has_preview:
        raise Http404
    try:
        picture = preview_of(blob)
    except OSError as error:
        raise Http404 from error
    return _guarded(HttpResponse(picture, content_type="image/jpeg"))


def serve_public(request: HttpRequest, file: Attachment) -> HttpResponseBase:
    """The public copy of a photo, without the name that its sender gave it; 404 without one.

    It is drawn anew or withdrawn under the same address, so callers let nobody keep it.
    """
    return serve_blob(request, _readable(file.public_copy), "photo.jpg", "image/jpeg")


def serve_draft(file: Attachment, areas: Sequence[Area]) -> HttpResponse:
    """How the public copy would look with these areas covered."""
    try:
        drawn = covered(content_of(_readable(file.blob)), areas)
    except OSError as error:
        raise Http404 from error
    return _guarded(HttpResponse(drawn, content_type="image/jpeg"))


def serve_blob(request: HttpRequest, blob: Blob, name: str, content_type: str) -> HttpResponseBase:
    """A content under a name. Photos, films and recordings are shown, documents are saved."""
    asked = _range.fullmatch(request.headers.get("Range", ""))
    span = _span(asked, blob.size) if asked else (0, blob.size)
    if span is None:
        response: HttpResponseBase = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{blob.size}"
        return _guarded(response)
    start, stop = span
    parts: Iterator[bytes] = part_of(blob, start, stop)
    try:
        parts = chain([next(parts)], parts)  # so that a file that is gone is noticed now
    except OSError as error:
        raise Http404 from error
    response = StreamingHttpResponse(parts, status=206 if asked else 200, content_type=content_type)
    if asked:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{blob.size}"
    response.headers["Content-Length"] = str(stop - start)
    response.headers["Accept-Ranges"] = "bytes"
    saved = content_type == "application/pdf"
    response.headers["Content-Disposition"] = content_disposition_header(saved, name) or ""
    return _guarded(response)


def _span(asked: re.Match[str], size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None for a part that is not there."""
    first, last = asked.groups()
    if first:
        start, stop = int(first), min(int(last) + 1, size) if last else size
    else:
        start, stop = max(0, size - int(last or 0)), size
    return (start, stop) if start < stop else None


def _readable(blob: Blob | None) -> Blob:
    if blob is None or not blob.may_be_read:
        raise Http404
    return blob


def _guarded(response: R) -> R:
    response.headers["Cache-Control"] = CACHE
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
