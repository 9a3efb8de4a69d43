"""The store: encrypted, each content once, unreadable without its row, scanned before reading."""

from __future__ import annotations

import socket
import struct
import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from linli.environment import Files
from linli.ground.journal.models import Entry
from linli.ground.people.ciphers import WrongKey
from linli.matters.actions import attach, drop_files
from linli.matters.attachments import Content, Infected, actions, read, store
from linli.matters.attachments.photos import Area
from linli.matters.attachments.scanner import Clamd, ScannerAway
from linli.matters.attachments.serving import serve, serve_preview
from linli.matters.attachments.uploads import Limited
from linli.matters.models import Attachment, Blob
from linli.matters.queries import public_photos
from linli.matters.tests.photos import pdf, photo

TEXT = Content("a.bin", "application/octet-stream", bytes(range(256)) * 1_000)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kept(db, monday):
    return actions.keep(TEXT, at=monday)


def lying(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_nothing_readable_lies_in_the_store(kept, tmp_path):
    (file,) = lying(tmp_path)
    assert bytes(range(64)) not in file.read_bytes()
    assert TEXT.digest not in f"{file} {kept.digest.hex()}"
    assert store.content_of(kept) == TEXT.data


@examples(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_part_can_be_read(kept, data):
    start = data.draw(st.integers(0, kept.size - 1))
    stop = data.draw(st.integers(start + 1, kept.size))
    assert b"".join(store.part_of(kept, start, stop)) == TEXT.data[start:stop]


@pytest.mark.parametrize("change", [lambda d: d[:-1], lambda d: d[:65_552], lambda d: b"?" + d[1:]])
def test_a_file_that_was_cut_or_changed_does_not_open(kept, tmp_path, change):
    (file,) = lying(tmp_path)
    file.write_bytes(change(file.read_bytes()))
    with pytest.raises(WrongKey):
        store.content_of(kept)


def test_the_same_content_is_kept_once(kept, monday, tmp_path):
    assert actions.keep(TEXT, at=monday) == kept
    assert len(lying(tmp_path)) == 1


def test_an_empty_file_can_be_kept(db, monday):
    blob = actions.keep(Content("", "text/plain", b""), at=monday)
    assert store.content_of(blob) == b""


@pytest.fixture
def file(asked, cast, monday):
    return attach(asked, contents=[read(photo())], stage="before", by=cast.zhao, at=monday)[0]


def test_a_content_goes_with_the_files_of_its_matter(
    file, asked, cast, monday, tmp_path, django_capture_on_commit_callbacks
):
    actions.publish_photo(file, areas=[], looked=True, by=cast.zhao, at=monday)
    with django_capture_on_commit_callbacks(execute=True):
        drop_files([asked.pk])
    assert (Blob.objects.count(), lying(tmp_path)) == (0, [])


def test_a_content_that_is_sent_twice_is_kept_once_and_not_destroyed(file, asked, cast, monday):
    attach(asked, contents=[read(photo("b.png"))], stage="after", by=cast.zhao, at=monday)
    assert Blob.objects.count() == 1
    assert not actions.shred_where_free(file.blob)


def test_a_content_without_a_matter_is_destroyed(kept):
    assert actions.shred_where_free(kept)
    assert not Blob.objects.exists()


class Finds:
    def __init__(self, finding=""):
        self.finding = finding

    def find(self, pieces):
        b"".join(pieces)
        return self.finding


@pytest.fixture
def waiting(settings, asked, cast, monday):
    settings.CLAMD = "localhost:1"
    return attach(asked, contents=[read(photo())], stage="before", by=cast.zhao, at=monday)[0]


def test_before_its_scan_a_file_cannot_be_read(waiting, rf):
    assert (waiting.may_be_read, waiting.blob.scan) == (False, "waiting")
    for door in (lambda: serve(rf.get("/"), waiting), lambda: serve_preview(waiting)):
        with pytest.raises(Http404):
            door()


def test_after_a_clean_scan_it_can(waiting, rf, cast, monday):
    actions.scan(waiting.blob, Finds(), by=cast.system, at=monday)
    waiting = Attachment.objects.get(pk=waiting.pk)
    assert serve(rf.get("/"), waiting).status_code == 200


def test_what_was_found_harmful_is_gone_and_not_taken_again(
    waiting, asked, cast, monday, tmp_path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.scan(waiting.blob, Finds("Eicar"), by=cast.system, at=monday)
    assert lying(tmp_path) == []
    assert Attachment.objects.get(pk=waiting.pk).blob.scan == "refused"
    assert Entry.objects.about(asked).last().event == "matters.refuse_file"
    with pytest.raises(Infected, match="Eicar"):
        attach(asked, contents=[read(photo())], stage="before", by=cast.zhao, at=monday)


def clamd(answer_to):
    """A scanner that listens once, as clamd does; gives its address."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve_once():
        with door, door.accept()[0] as line, line.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack(">I", sent.read(4))[0]:
                data += sent.read(size)
            line.sendall(answer_to(data))

    threading.Thread(target=serve_once, daemon=True).start()
    return f"127.0.0.1:{door.getsockname()[1]}"


def judge(data):
    return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in data else b"stream: OK\0"


def test_clamd_names_what_it_finds():
    assert Clamd(clamd(judge)).find([b"so ", EICAR]) == "Win.Test.EICAR_HDB-1"
    assert Clamd(clamd(judge)).find([b"nothing"]) == ""


def test_a_scanner_that_is_away_or_confused_decides_nothing(waiting, cast, monday, tmp_path):
    confused = clamd(lambda data: b"INSTREAM size limit exceeded. ERROR\0")
    for address in (confused, str(tmp_path / "no.sock"), "127.0.0.1:1"):
        with pytest.raises(ScannerAway):
            actions.scan(waiting.blob, Clamd(address), by=cast.system, at=monday)
    waiting.blob.refresh_from_db()
    assert waiting.blob.scan == "waiting"


@pytest.mark.parametrize(
    ("asked_for", "status", "length"),
    [
        ("bytes=0-1", 206, 2),
        ("bytes=100-", 206, 255_900),
        ("bytes=-10", 206, 10),
        ("bytes=5-999999", 206, 255_995),
        ("bytes=256000-", 416, None),
        ("bytes=9-5", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=0-1,4-5", 200, 256_000),
        ("lines=1-2", 200, 256_000),
        ("", 200, 256_000),
    ],
)
def test_a_browser_may_ask_for_a_part(kept, rf, asked_for, status, length):
    file = Attachment(name="a.mp4", content_type="video/mp4", blob=kept)
    answer = serve(rf.get("/", headers={"Range": asked_for}), file)
    assert answer.status_code == status
    if length:
        assert len(b"".join(answer.streaming_content)) == length == int(answer["Content-Length"])
    assert answer["Content-Security-Policy"].startswith("sandbox")


def chequered():
    picture = Image.new("RGB", (200, 100), "white")
    draw = ImageDraw.Draw(picture)
    for number in range(0, 200, 4):
        draw.line([(number, 0), (number, 100)], "black", 2)
    data = photo()
    data.file.truncate(0)
    data.file.seek(0)
    picture.save(data.file, "PNG")
    data.size = data.file.tell()
    data.file.seek(0)
    return data


def test_what_is_covered_is_not_in_the_public_copy(asked, cast, monday):
    (file,) = attach(asked, contents=[read(chequered())], stage="before", by=cast.zhao, at=monday)
    areas = [Area(0, 0, 500, 1000)]
    file = actions.publish_photo(file, areas=areas, looked=True, by=cast.zhao, at=monday)
    copy = SimpleUploadedFile("c.jpg", store.content_of(file.public_copy))
    with Image.open(copy) as picture:
        left = picture.crop((0, 0, 92, 100)).convert("L").getextrema()
        right = picture.crop((108, 0, 200, 100)).convert("L").getextrema()
    assert left[1] - left[0] < 40
    assert right[1] - right[0] > 150
    with Image.open(SimpleUploadedFile("o.jpg", store.content_of(file.blob))) as picture:
        assert picture.convert("L").crop((0, 0, 92, 100)).getextrema()[0] < 60


def test_only_what_somebody_looked_at_is_public(file, asked, cast, monday):
    with pytest.raises(actions.NotPublishable):
        actions.publish_photo(file, areas=[], looked=False, by=cast.zhao, at=monday)
    assert list(public_photos()) == []
    actions.publish_photo(file, areas=[], looked=True, by=cast.zhao, at=monday)
    assert list(public_photos()) == []  # the matter itself is for its parties
    asked.visibility = "anonymised"
    asked.save()
    assert list(public_photos()) == [file]
    actions.withdraw_photo(file, by=cast.zhao, at=monday)
    assert list(public_photos()) == []
    assert Blob.objects.count() == 1


def test_a_document_has_no_public_copy(asked, cast, monday):
    (file,) = attach(asked, contents=[read(pdf())], stage="before", by=cast.zhao, at=monday)
    with pytest.raises(actions.NotPublishable):
        actions.publish_photo(file, areas=[], looked=True, by=cast.zhao, at=monday)


def test_what_is_too_large_is_counted_and_not_spooled(settings):
    settings.UPLOAD_LIMIT_BYTES = 1
    handler = Limited()
    handler.new_file("photos", "a.mov", "video/quicktime", None)
    piece = bytes(2**20)
    most = 0
    for number in range(120):
        handler.receive_data_chunk(piece, number * len(piece))
        most = max(most, handler.file.tell())
    assert most <= 50 * 2**20
    assert handler.file.tell() == 0
    assert handler.file_complete(120 * 2**20).size == 120 * 2**20


def test_a_bucket_is_named_by_one_address():
    given = Files(files="s3://key:se%2Fcret@store.local:9000/linli?region=cn-north-1&tls=no")
    options = given.storages["default"]["OPTIONS"]
    assert (options["secret_key"], options["endpoint_url"]) == (
        "se/cret",
        "http://store.local:9000",
    )
    assert (options["bucket_name"], options["region_name"]) == ("linli", "cn-north-1")
    assert MemoryFileUploadHandler.__name__ in given.upload_handlers[0]


def test_files_of_an_upload_that_failed_are_cleared_out_a_day_later(db, monday, tmp_path):
    photos = [read(photo()), read(photo(size=(640, 480)))]

    @transaction.atomic
    def fail() -> None:
        for each in photos:
            actions.keep(each, at=monday)
        raise RuntimeError("the process ends")

    with pytest.raises(RuntimeError):
        fail()
    assert len(lying(tmp_path)) == 4
    assert actions.clear_out(at=timezone.now() + timedelta(hours=23)) == 0
    assert actions.clear_out(at=timezone.now() + timedelta(hours=25)) == 4
    assert lying(tmp_path) == []


def test_what_a_row_names_stays_in_the_store_however_old_it_is(kept, tmp_path):
    left = lying(tmp_path)[0].with_suffix(".0123.part")  # half written when the power went
    left.write_bytes(b"half")
    assert actions.clear_out(at=timezone.now() + timedelta(days=9)) == 1
    assert store.content_of(kept) == TEXT.data
    assert not left.exists()


def test_an_empty_store_is_none_to_clear_out(db):
    assert actions.clear_out(at=timezone.now()) == 0
