"""Files from outside: what is taken, what is taken away from them, what is refused."""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from linli.matters.attachments import (
    LONGEST_SIDE,
    THUMBNAIL_SIDE,
    NoPhoto,
    Refused,
    TooLarge,
    keep,
    path_of,
    read,
    thumbnail_of,
)
from linli.matters.tests.photos import pdf, photo

MAKE, GPS, ORIENTATION = 0x010F, 0x8825, 0x0112
QUARTER_TURN = 6


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def encoded(kind: str = "JPEG", size: tuple[int, int] = (64, 32), **given: object) -> bytes:
    data = BytesIO()
    Image.new("RGB", size, "grey").save(data, kind, **given)
    return data.getvalue()


def upload(data: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def from_a_phone() -> bytes:
    """A JPEG that says where, when and with what it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "Fictional Phones", QUARTER_TURN
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 15.0, 0.0), 3: "E", 4: (120.0, 9.0, 0.0)})
    return encoded(exif=exif, comment=b"taken at home", icc_profile=b"profile of a phone")


def png_of(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims to be this large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    size, check = struct.pack(">I", 13), struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + size + header + check


def test_where_and_by_what_a_photo_was_taken_is_gone():
    sent = from_a_phone()
    assert b"Fictional Phones" in sent
    kept = read(upload(sent)).data
    with Image.open(BytesIO(kept)) as image:
        assert dict(image.getexif()) == {}
        assert dict(image.getexif().get_ifd(GPS)) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not [word for word in (b"Exif", b"Fictional", b"home", b"profile") if word in kept]


def test_a_photo_taken_sideways_stands_upright():
    with Image.open(BytesIO(read(upload(from_a_phone())).data)) as image:
        assert image.size == (32, 64)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
def test_a_photo_of_any_kind_taken_becomes_a_jpeg(kind):
    content = read(upload(encoded(kind), name="三号楼.heic"))
    assert (content.name, content.content_type) == ("三号楼.jpg", "image/jpeg")
    assert Image.open(BytesIO(content.data)).format == "JPEG"


def test_what_follows_a_photo_in_its_file_is_gone():
    assert b"<script>" not in read(upload(encoded() + b"<script>alert(1)</script>")).data


def test_a_large_photo_is_made_smaller():
    content = read(photo(size=(LONGEST_SIDE * 2, 100)))
    assert Image.open(BytesIO(content.data)).size == (LONGEST_SIDE, 50)


def test_a_pdf_is_kept_as_it_is():
    content = read(pdf())
    assert (content.name, content.content_type) == ("notice.pdf", "application/pdf")
    assert content.data == b"%PDF-1.7 almost nothing"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ a program",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b" %PDF-1.7 not at the start",
        encoded("GIF"),
        encoded("BMP"),
        encoded("TIFF"),
        encoded()[:200],
        encoded("PNG")[:60],
        png_of(10_000, 6_001),
        png_of(2**31 - 1, 2**31 - 1),
    ],
    ids=[
        *("nothing", "program", "svg", "late", "gif", "bmp", "tiff"),
        *("cut-jpeg", "cut-png", "large", "huge"),
    ],
)
def test_what_is_no_photo_is_refused_by_name(data):
    with pytest.raises(NoPhoto, match=r"“lamp\.jpg”"):
        read(upload(data, name="lamp.jpg"))


def test_fifty_megabytes_are_refused_before_they_are_read():
    file = UploadedFile(name="film.jpg", size=50 * 2**20)  # without a content to read
    with pytest.raises(TooLarge, match=r"“film\.jpg”.*50 MB.*10 MB"):
        read(file)


def test_a_file_of_exactly_the_limit_is_taken(settings):
    settings.UPLOAD_LIMIT_BYTES = len(encoded())
    assert read(upload(encoded())).content_type == "image/jpeg"
    with pytest.raises(TooLarge):
        read(upload(encoded() + b"0"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_photo_is_taken_or_refused_and_nothing_else(kind, data):
    exif = Image.Exif()
    exif[MAKE] = "Fictional Phones"
    damaged = bytearray(encoded(kind, size=(16, 16), exif=exif))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        assert read(upload(bytes(damaged))).content_type == "image/jpeg"


def test_the_same_content_is_one_file():
    first, second = read(pdf("a.pdf")), read(pdf("b.pdf"))
    assert keep(first) == keep(second) == first.digest
    assert path_of(first.digest).read_bytes() == first.data
    assert len(list(path_of(first.digest).parent.iterdir())) == 1


def test_a_file_is_named_by_its_digest_whatever_it_was_called():
    content = read(pdf("../../../etc/passwd.pdf"))
    assert content.name == "passwd.pdf"
    assert path_of(keep(content)).name == content.digest


@pytest.mark.parametrize("name", ["", ".", "..", "/", "照" * 300 + ".pdf"])
def test_a_strange_name_does_no_harm(name):
    file = pdf()
    file._name = name
    content = read(file)
    assert 0 < len(content.name) <= 120


def test_a_thumbnail_is_small_and_drawn_from_what_was_kept():
    content = read(photo())
    keep(content)
    with Image.open(thumbnail_of(content.digest)) as small:
        assert max(small.size) == THUMBNAIL_SIDE


def test_a_thumbnail_of_a_file_that_is_gone_is_an_error_of_the_system():
    with pytest.raises(FileNotFoundError):
        thumbnail_of("0" * 64)
