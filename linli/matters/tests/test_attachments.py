"""Files from outside: what is taken, what is taken away from them, what is refused."""

from __future__ import annotations

import struct
import zlib
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from linli.matters.attachments import NoFilms, NoPhoto, Refused, TooLarge, TooLong, media, read
from linli.matters.attachments.contents import HasActiveContent
from linli.matters.attachments.photos import LONGEST_SIDE
from linli.matters.checks import films_are_taken
from linli.matters.forms import photos_field
from linli.matters.pack import default_limits
from linli.matters.tests.photos import PLACE, film, pdf, photo, recording

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


def test_a_photo_of_an_iphone_becomes_an_upright_jpeg_that_says_nothing():
    sent = (Path(__file__).parent / "data" / "lamp.heic").read_bytes()
    assert b"Fictional Phones" in sent
    content = read(upload(sent, "IMG_0001.HEIC"))
    assert (content.name, content.content_type) == ("IMG_0001.jpg", "image/jpeg")
    with Image.open(BytesIO(content.data)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (32, 64), {})
    assert b"Fictional" not in content.data
    with pytest.raises(NoPhoto, match=r"“IMG\.HEIC”"):
        read(upload(sent[:300], "IMG.HEIC"))


def test_without_the_library_films_are_refused_by_name_and_not_offered(monkeypatch):
    monkeypatch.setattr(media, "LIBRARY", "no_such_library")
    for sent in (film(), recording()):
        with pytest.raises(NoFilms, match=r"Send photos|发送照片|改发照片"):
            read(sent)
    assert read(photo()).content_type == "image/jpeg"
    assert "video" not in str(photos_field().widget.attrs["accept"])
    assert [each.id for each in films_are_taken()] == ["linli.matters.I001"]


def test_what_follows_a_photo_in_its_file_is_gone():
    assert b"<script>" not in read(upload(encoded() + b"<script>alert(1)</script>")).data


def test_a_large_photo_is_made_smaller():
    content = read(photo(size=(LONGEST_SIDE * 2, 100)))
    assert Image.open(BytesIO(content.data)).size == (LONGEST_SIDE, 50)


def test_a_document_is_written_anew_with_a_picture_of_its_first_page():
    content = read(pdf())
    assert (content.name, content.content_type) == ("notice.pdf", "application/pdf")
    with closing(pypdfium2.PdfDocument(content.data)) as document:
        assert len(document) == 1
    assert Image.open(BytesIO(content.preview)).size == (213, 320)


def scripted(action: bytes) -> bytes:
    """A document that does something when it is opened or its page is."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction " + action + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/AA<</O " + action + b">>>>endobj\n"
        b"trailer<</Root 1 0 R/Info<</Author(Fictional)>>>>\n%%EOF"
    )


@pytest.mark.parametrize(
    "action",
    [
        b"<</S/JavaScript/JS(app.alert(1))>>",
        b"<</S/J#61vaScript/J#53(app.alert(1))>>",
        b"<</S/Launch/F(calc.exe)>>",
    ],
)
def test_a_document_whose_pages_do_something_is_refused_by_name(action):
    with pytest.raises(HasActiveContent, match=r"notice\.pdf"):
        read(upload(scripted(action), "notice.pdf"))


def test_what_a_document_would_do_on_opening_and_its_author_are_gone():
    sent = scripted(b"<</S/JavaScript/JS(1)>>").replace(b"/AA<</O <</S/JavaScript/JS(1)>>>>", b"")
    kept = read(upload(sent, "notice.pdf")).data
    assert not [word for word in (b"JavaScript", b"OpenAction", b"Fictional") if word in kept]


@pytest.mark.parametrize(
    ("sent", "name", "kind"),
    [
        (film(), "leak.mp4", "video/mp4"),
        (film(codec="libvpx"), "leak.webm", "video/webm"),
        (recording(), "said.m4a", "audio/mp4"),
        (recording(kind="mp3", codec="libmp3lame"), "said.mp3", "audio/mpeg"),
        (recording(kind="ogg", codec="libopus"), "said.ogg", "audio/ogg"),
        (recording(kind="wav", codec="pcm_s16le"), "said.wav", "audio/wav"),
    ],
    ids=["mov", "webm", "m4a", "mp3", "ogg", "wav"],
)
def test_where_a_film_or_recording_was_made_is_gone(sent, name, kind):
    data = sent.read()
    sent.seek(0)
    assert PLACE.encode() in data
    content = read(sent)
    assert (content.name, content.content_type) == (name, kind)
    assert 0.9 < content.seconds < 2.5
    assert not [word for word in (b"+30.25", b"Fictional") if word in content.data]
    assert bool(content.preview) == kind.startswith("video")
    assert read(upload(content.data, name)).content_type == kind


def test_a_film_longer_than_the_rule_pack_allows_is_refused_by_name():
    limits = default_limits().model_copy(update={"video_seconds": 3})
    with pytest.raises(TooLong, match=r"“leak\.mp4”.* 5 .* 3"):
        read(film(seconds=5), limits)


def test_what_only_begins_like_a_film_is_refused():
    for start in (
        b"\0\0\0\x18ftypmp42",
        b"\x1aE\xdf\xa3",
        b"OggS",
        b"ID3",
        b"#!AMR\n",
        b"\xff\xfb",
    ):
        with pytest.raises(NoPhoto):
            read(upload(start + b"nothing" * 99, "leak.mp4"))


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


def test_sixty_megabytes_are_refused_before_they_are_read():
    file = UploadedFile(name="film.jpg", size=60 * 2**20)  # without a content to read
    with pytest.raises(TooLarge, match=r"“film\.jpg”.*60 MB.*10 MB"):
        read(file)


def test_a_file_of_exactly_the_limit_is_taken(settings):
    settings.UPLOAD_LIMIT_BYTES = len(encoded())
    assert read(upload(encoded())).content_type == "image/jpeg"
    with pytest.raises(TooLarge):
        read(upload(encoded() + b"0"))


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_damaged_photo_is_taken_or_refused_and_nothing_else(kind, data):
    exif = Image.Exif()
    exif[MAKE] = "Fictional Phones"
    damaged = bytearray(encoded(kind, size=(16, 16), exif=exif))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        assert read(upload(bytes(damaged))).content_type == "image/jpeg"


@pytest.mark.parametrize("name", ["", ".", "..", "/", "照" * 300 + ".pdf"])
def test_a_strange_name_does_no_harm(name):
    file = pdf()
    file._name = name
    content = read(file)
    assert 0 < len(content.name) <= 120
