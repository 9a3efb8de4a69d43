"""Recordings and films: packed anew without where, when and with what they were made.

What is heard and seen is copied as it is; only sound that browsers do not play (the AMR of
telephones) is encoded anew. Nothing but sound and picture is taken over: no tags, no chapters, no
tracks of positions.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from linli.matters.attachments.contents import NoPhoto, Refused, not_taken
from linli.matters.attachments.photos import small

PICTURES = {
    "h264": "mp4",
    "hevc": "mp4",
    "mpeg4": "mp4",
    "av1": "mp4",
    "vp8": "webm",
    "vp9": "webm",
}
"""The codecs of films that are taken, and the container each goes into."""

SOUNDS = {
    "mp4": {"aac", "mp3"},
    "webm": {"opus", "vorbis"},
    "mp3": {"mp3"},
    "ogg": {"opus", "vorbis"},
    "wav": {"pcm_s16le"},
}
"""The codecs of sound that a container keeps; others become AAC (in WebM: Opus)."""

TYPES = {
    "mp4": ("video/mp4", ".mp4"),
    "webm": ("video/webm", ".webm"),
    "m4a": ("audio/mp4", ".m4a"),
    "mp3": ("audio/mpeg", ".mp3"),
    "ogg": ("audio/ogg", ".ogg"),
    "wav": ("audio/wav", ".wav"),
}


LIBRARY = "av"
"""FFmpeg for Python; its wheels hold encoders under the GPL, so it is an extra (decision 0026)."""

STILLS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
"""The brands of files that begin like a film and are photos."""


def are_taken() -> bool:
    """Whether this installation takes films and recordings: with the extra `linli[film]`."""
    return find_spec(LIBRARY) is not None


@dataclass(frozen=True, slots=True)
class Film:
    """A film or recording that was packed anew."""

    content_type: str
    suffix: str
    data: bytes
    seconds: float
    picture: bytes


def demuxer_of(data: bytes) -> str:
    """The one reader that may look at a file, by how it begins; nothing for other files."""
    if data[4:8] == b"ftyp":
        return "" if data[8:12] in STILLS else "mov"
    for start, reader in (
        (b"\x1aE\xdf\xa3", "matroska"),
        (b"OggS", "ogg"),
        (b"ID3", "mp3"),
        (b"#!AMR", "amr"),
    ):
        if data.startswith(start):
            return reader
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "wav"
    is_mp3 = len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 in (0xE2, 0xE4, 0xE6)
    return "mp3" if is_mp3 else ""


def pack_anew(name: str, data: bytes) -> Film:
    """The film or recording without its metadata. Raises NoPhoto."""
    import av  # noqa: PLC0415 - loads FFmpeg, which only films and recordings need

    try:
        with av.open(BytesIO(data), format=demuxer_of(data)) as source:
            return _pack(source, name)
    except Refused:
        raise
    except Exception as error:  # damaged files raise errors of every kind
        raise NoPhoto(not_taken(name)) from error


def _pack(source: Any, name: str) -> Film:
    sounds = source.streams.audio[:1]
    pictures = [
        each for each in source.streams.video if each.codec_context.codec.canonical_name in PICTURES
    ][:1]
    if not sounds and not pictures:
        raise NoPhoto(not_taken(name))
    picture = _first_picture(source, pictures[0]) if pictures else b""
    into = (
        PICTURES[pictures[0].codec_context.codec.canonical_name]
        if pictures
        else _holder_of(sounds[0])
    )
    data, seconds = _copy(source, [*pictures, *sounds], into)
    content_type, suffix = TYPES["m4a" if into == "mp4" and not pictures else into]
    return Film(content_type, suffix, data, seconds, picture)


def _holder_of(sound: Any) -> str:
    """The container for a recording: the one that keeps its sound as it is."""
    codec = sound.codec_context.codec.canonical_name
    if codec == "mp3":
        return "mp3"
    if codec in SOUNDS["ogg"]:
        return "ogg"
    return "wav" if codec in SOUNDS["wav"] else "mp4"


def _first_picture(source: Any, stream: Any) -> bytes:
    for frame in source.decode(stream):
        image = frame.to_image()
        turned = getattr(frame, "rotation", 0)
        source.seek(0)
        return small(image.rotate(turned, expand=True) if turned else image)
    raise NoPhoto("")


def _copy(source: Any, streams: list[Any], into: str) -> tuple[bytes, float]:
    """Sound and picture in a new container, and how many seconds they last."""
    import av  # noqa: PLC0415 - as above

    packed, seconds = BytesIO(), 0.0
    with av.open(packed, "w", format=into, options={"fflags": "+bitexact"}) as target:
        goes_to: dict[int, Any] = {}
        encoded: set[int] = set()
        for stream in streams:
            codec = stream.codec_context.codec.canonical_name
            if stream.type == "audio" and codec not in SOUNDS[into]:
                better = "libopus" if into == "webm" else "aac"
                goes_to[stream.index] = target.add_stream(better, rate=48_000)
                encoded.add(stream.index)
            else:
                goes_to[stream.index] = target.add_stream_from_template(stream)
            goes_to[stream.index].metadata.clear()
        for packet in source.demux(streams):
            if packet.dts is None and packet.stream.index not in encoded:
                continue
            if packet.pts is not None and packet.time_base:
                seconds = max(
                    seconds, float((packet.pts + (packet.duration or 0)) * packet.time_base)
                )
            index = packet.stream.index
            if index in encoded:
                for frame in packet.decode():
                    target.mux(goes_to[index].encode(frame))
            else:
                packet.stream = goes_to[index]
                target.mux(packet)
        for index in encoded:
            target.mux(goes_to[index].encode(None))
    return packed.getvalue(), seconds
