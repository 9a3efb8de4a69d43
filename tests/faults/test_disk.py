"""A full disk: what is refused is told so, nothing confirmed is lost, and it goes on by itself."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client

from linli.affairs.cases.tests.stages import dispatched
from linli.matters.models import Attachment, Blob
from linli.matters.tests.photos import photo
from tests.cast import MONDAY, Cast


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    quiet = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, quiet)


@pytest.mark.django_db(transaction=True)
def test_a_photo_that_finds_no_room_is_refused_whole_and_taken_later(
    cast: Cast, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case, client = dispatched(cast, MONDAY), Client(raise_request_exception=False)
    client.force_login(cast.li)
    with files_of_at_most(0):
        answer = attach(client, case.number)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert (Attachment.objects.count(), Blob.objects.count()) == (0, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert attach(client, case.number).status_code == 302
    assert Attachment.objects.get().may_be_read


def attach(client: Client, number: str):
    sent = {"contents": [photo()], "stage": "before"}
    return client.post(f"/matters/{number}/attach/", sent)
