"""Files in a bucket: kept, read in parts, erased, and brought back from a backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from moto.server import ThreadedMotoServer
from PIL import Image

from linli.affairs.cases.tests.stages import reported
from linli.environment import Files
from linli.faces.commands import CommandFailed, dumping
from linli.faces.commands.backup import make
from linli.matters.actions import attach, drop_files
from linli.matters.attachments import Content, read, store
from linli.matters.attachments.actions import clear_out
from linli.matters.attachments.serving import serve, serve_preview
from linli.matters.models import Attachment, Blob
from linli.matters.tests.photos import photo
from tests.cast import MONDAY, Cast
from tests.running.installation import empty_installation, linli

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """host:port of an S3 server of this machine."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings, tmp_path: Path) -> Any:
    """An empty bucket in which this linli keeps its files."""
    made = bucket_of(server, f"files-{tmp_path.name}".replace("_", "-").lower()[:60])
    settings.STORAGES = Files(files=address(server, made.name)).storages
    return made


def address(server: str, name: str) -> str:
    return f"s3://key:secret@{server}/{name}?tls=no"


def bucket_of(server: str, name: str) -> Any:
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    s3 = boto3.resource("s3", endpoint_url=f"http://{server}", region_name="us-east-1", **keys)
    return s3.create_bucket(Bucket=name)


@pytest.fixture
def file(bucket, cast: Cast) -> Attachment:
    case = reported(cast, MONDAY)
    (kept,) = attach(case, contents=[read(photo())], stage="before", by=cast.zhou, at=MONDAY)
    return kept


def lying(bucket: Any) -> dict[str, bytes]:
    return {each.key: each.get()["Body"].read() for each in bucket.objects.all()}


def test_a_photo_is_kept_unreadable_and_read_in_parts(bucket, file: Attachment, rf) -> None:
    whole = store.content_of(file.blob)
    assert Image.open(BytesIO(whole)).size == (800, 600)
    assert sorted(lying(bucket)) == [store.path_of(file.blob), store.path_of(file.blob, 1)]
    assert not [data for data in lying(bucket).values() if whole[:64] in data]
    answer = serve(rf.get("/", headers={"Range": "bytes=100-299"}), file)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, whole[100:300])
    assert Image.open(BytesIO(serve_preview(file).content)).size == (320, 240)


def test_only_the_part_that_is_asked_for_is_fetched(bucket, cast: Cast, rf) -> None:
    case, film = reported(cast, MONDAY), Content("a.mp4", "video/mp4", bytes(3 * 1024 * 1024))
    (kept,) = attach(case, contents=[film], stage="before", by=cast.zhou, at=MONDAY)
    lengths: list[int] = []
    events = default_storage.bucket.meta.client.meta.events
    events.register(
        "after-call.s3.GetObject", lambda parsed, **_: lengths.append(parsed["ContentLength"])
    )
    answer = serve(rf.get("/", headers={"Range": "bytes=1000000-1000099"}), kept)
    assert (answer.status_code, len(b"".join(answer.streaming_content))) == (206, 100)
    assert lengths == [store.SEALED]


def test_files_of_an_upload_that_failed_are_cleared_out(bucket, file: Attachment) -> None:
    bucket.put_object(Key="blobs/ab/abcd", Body=b"left")
    assert clear_out(at=timezone.now() + timedelta(days=2)) == 1
    assert len(lying(bucket)) == 2


def test_what_is_dropped_is_gone_from_the_bucket(bucket, file: Attachment) -> None:
    with transaction.atomic():
        drop_files([file.matter_id])
    assert lying(bucket) == {}


def test_a_bucket_comes_back_from_a_backup(
    bucket, file: Attachment, server: str, settings, tmp_path: Path
) -> None:
    before, whole = lying(bucket), store.content_of(file.blob)
    made = make(tmp_path / "backup")
    assert sorted(made.files) == sorted(before)
    other = bucket_of(server, f"other-{bucket.name}"[:60])
    with empty_installation() as environ:
        environ |= {"LINLI_FILES": address(server, other.name)}
        done = linli(environ, "restore", str(tmp_path / "backup"))
    assert (done.returncode, done.stderr) == (0, "")
    assert lying(other) == before
    settings.STORAGES = Files(files=address(server, other.name)).storages
    assert store.content_of(Blob.objects.get(pk=file.blob_id)) == whole


def test_into_a_bucket_with_something_in_it_nothing_is_restored(bucket, file: Attachment) -> None:
    with pytest.raises(CommandFailed, match=f"s3://{bucket.name}"):
        dumping.require_no_files()
    for name in list(dumping.stored()):
        default_storage.delete(name)
    dumping.require_no_files()
