"""Two people, two workers, two clicks at the same moment; a database that goes away."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection

from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.matters.actions import mark_deadlines
from linli.matters.attachments import Content
from linli.matters.attachments.actions import keep
from linli.matters.attachments.store import content_of
from linli.matters.engine import SomebodyWasFaster, submit
from linli.matters.models import Deadline, Matter
from tests.errands import actions
from tests.errands.models import Errand

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def at_once(does: Callable[[], Any], prepare: Callable[[], Any] = lambda: None) -> list[Any]:
    """What came of it when several did the same: results and errors, errors last."""
    start = Barrier(AT_ONCE)

    def one() -> Any:
        try:
            prepare()
            start.wait(30)
            return does()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        came = [each.result() for each in [pool.submit(one) for _ in range(AT_ONCE)]]
    return sorted(came, key=lambda each: isinstance(each, Exception))


def events(matter: Matter) -> list[str]:
    return [entry.event for entry in Entry.objects.about(matter)]


def test_of_many_who_move_a_matter_at_once_one_wins(cast, running, monday):
    copies = [Errand.objects.get(pk=running.pk) for _ in range(AT_ONCE)]
    came = at_once(lambda: actions.finish(copies.pop(), by=cast.chen, at=monday))
    assert came[0].state == "done"
    assert [type(error) for error in came[1:]] == [SomebodyWasFaster] * (AT_ONCE - 1)
    assert events(running) == ["errands.ask", "errands.start", "errands.finish"]
    assert list(broken_links()) == []


def test_the_same_request_many_times_at_once_is_done_once(cast, running, monday):
    copies = [Errand.objects.get(pk=running.pk) for _ in range(AT_ONCE)]
    came = at_once(lambda: submit(copies.pop(), "stumble", {}, by=cast.li, at=monday, key="a"))
    assert [moved.version for moved in came] == [3] * AT_ONCE
    assert events(running).count("errands.stumble") == 1


def test_many_workers_mark_each_clock_once(cast, asked, monday):
    errands = [
        actions.ask(what="伞", unit=asked.holder, by=cast.zhao, at=monday) for _ in range(20)
    ]
    for errand in errands:
        actions.start(errand, by=cast.li, at=monday)
    late = monday.replace(year=2027)
    came = at_once(lambda: mark_deadlines(by=cast.system, at=late, batch=3))
    assert [sum(each) for each in zip(*came, strict=True)] == [20, 20, 0]
    assert Entry.objects.filter(event="matters.miss").count() == 20
    assert not Deadline.objects.filter(missed_at=None).exists()
    assert list(broken_links()) == []


def test_the_same_photo_many_times_at_once_is_kept_once(
    transactional_db, settings, tmp_path, monday
):
    settings.MEDIA_ROOT = tmp_path
    content = Content("lamp.jpg", "image/jpeg", bytes(2_000_000))
    kept = set(at_once(lambda: keep(content, at=monday)))
    assert len(kept) == 1
    assert content_of(kept.pop()) == content.data
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def end_this_connection() -> None:
    """What an administrator, or a crash of the server, does to a connection."""
    pid = connection.connection.info.backend_pid
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.parametrize("fault", [end_this_connection, connection.close])
def test_a_database_that_goes_away_in_the_middle_leaves_nothing_half_done(
    cast, running, monday, fault
):
    with pytest.raises((OperationalError, InterfaceError)):
        actions.stumble(running, by=cast.li, at=monday, how=fault)
    connection.close()
    row = Errand.objects.get(pk=running.pk)
    assert (row.what, row.state, row.version) == ("钥匙", "running", 2)
    assert events(running) == ["errands.ask", "errands.start"]
    assert list(broken_links()) == []
    assert actions.stumble(running, by=cast.li, at=monday).version == 3
