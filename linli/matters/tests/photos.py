"""Files as somebody's phone sends them."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(name: str = "lamp.png", size: tuple[int, int] = (800, 600)) -> SimpleUploadedFile:
    """A grey picture."""
    data = BytesIO()
    Image.new("RGB", size, "grey").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


def pdf(name: str = "notice.pdf") -> SimpleUploadedFile:
    """A document."""
    return SimpleUploadedFile(name, b"%PDF-1.7 almost nothing", "application/pdf")
