"""Files as somebody's phone sends them."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO

import av
import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PLACE = "+30.2500+120.1500/"


def photo(name: str = "lamp.png", size: tuple[int, int] = (800, 600)) -> SimpleUploadedFile:
    """A grey picture."""
    data = BytesIO()
    Image.new("RGB", size, "grey").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


def pdf(name: str = "notice.pdf") -> SimpleUploadedFile:
    """A document of one empty page."""
    data = BytesIO()
    with closing(pypdfium2.PdfDocument.new()) as document:
        document.new_page(200, 300)
        document.save(data)
    return SimpleUploadedFile(name, data.getvalue(), "application/pdf")


def film(name: str = "leak.mov", seconds: int = 2, codec: str = "libx264") -> SimpleUploadedFile:
    """A few seconds of grey, with a sound, and tags that say where it was made."""
    data = BytesIO()
    with av.open(data, "w", format="webm" if "vpx" in codec else "mov") as made:
        made.metadata["location"] = PLACE
        made.metadata["com.apple.quicktime.location.ISO6709"] = PLACE
        made.metadata["artist"] = "Fictional Phones"
        picture = made.add_stream(codec, rate=5)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        for number in range(5 * seconds):
            frame = av.VideoFrame.from_image(Image.new("RGB", (64, 48), (number, 90, 90)))
            made.mux(picture.encode(frame))
        made.mux(picture.encode(None))
    return SimpleUploadedFile(name, data.getvalue(), "video/quicktime")


def recording(name: str = "said.m4a", kind: str = "mp4", codec: str = "aac") -> SimpleUploadedFile:
    """A second of silence with a tag."""
    data = BytesIO()
    rate = 8_000 if "amr" in codec else 48_000
    with av.open(data, "w", format=kind) as made:
        made.metadata["comment"] = PLACE
        sound = made.add_stream(codec, rate=rate, layout="mono")
        for number in range(rate // 160):
            frame = av.AudioFrame(format="s16", layout="mono", samples=160)
            frame.planes[0].update(bytes(320))
            frame.sample_rate, frame.pts = rate, number * 160
            made.mux(sound.encode(frame))
        made.mux(sound.encode(None))
    return SimpleUploadedFile(name, data.getvalue(), "audio/mp4")
