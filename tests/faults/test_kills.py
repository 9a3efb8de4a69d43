"""Web, worker and database are killed with -9 under load, and everything goes on by itself.

A short form in every run kills one of each; LINLI_LONG=1 (`make faults`) kills two hundred times,
or LINLI_KILLS times. Whoever is killed next is killed at work: before it every part runs again, and
a report has been confirmed that was made after the kill before.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from linli import embedded
from tests.faults.server import PARTS, Linli, Load, serve, until
from tests.tables import put_into

LONG = bool(os.environ.get("LINLI_LONG"))
KILLS = int(os.environ.get("LINLI_KILLS", 200 if LONG else 3))
DISK = f"size={'1g' if LONG else '400m'},mode=711"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def linli(django_db_blocker: DjangoDbBlocker) -> Iterator[Linli]:
    """One linli for all faults, on a disk of its own that can be filled where we may mount one."""
    with tempfile.TemporaryDirectory(prefix="linli-faults-") as folder:
        mounted = os.getuid() == 0 and mount("-t", "tmpfs", "-o", DISK, "linli", folder)
        try:
            with django_db_blocker.unblock():
                put_into(Path(folder))
            with serve(Path(folder)) as one:
                yield one
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", folder], check=True)


def mount(*arguments: str) -> bool:
    """Whether something could be mounted: a container often may not."""
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


def asked(linli: Linli, question: str) -> list[tuple]:
    """What the database says, from the moment on that it answers."""
    answer: list[list[tuple]] = []

    def ask() -> bool:
        try:
            with psycopg.connect(embedded.address(linli.home)) as connection:
                answer.append(connection.execute(question).fetchall())
        except psycopg.Error:
            return False
        return True

    assert until(ask)
    return answer[-1]


def test_nothing_is_lost_nothing_doubled_and_everything_goes_on(
    linli: Linli, capsys: pytest.CaptureFixture[str], pytestconfig: pytest.Config
) -> None:
    chance, load = random.Random(7), Load(linli, clients=4 if LONG else 2)
    took: dict[str, list[float]] = {part: [] for part in PARTS}
    with load.running():
        for number in range(KILLS):
            part = PARTS[number % len(PARTS)]
            took[part].append(killed(linli, load, part, chance))
        time.sleep(1)
    assert linli.process.poll() is None
    keys = dict(asked(linli, REPORTED))
    assert {key: keys.get(key) for key in load.confirmed} == load.confirmed
    assert asked(linli, DOUBLED) == []
    assert worked_off(linli), asked(linli, LEFT)
    assert asked(linli, DOUBLE_DELIVERIES) == []
    assert asked(linli, DOUBLE_NOTICES) == []
    assert asked(linli, DOUBLE_NOTIFICATIONS) == []
    for key in list(load.confirmed)[:5]:
        assert linli.ask("GET", f"/cases/{load.confirmed[key]}")[0] == 200
    verify(linli)
    if LONG:
        with capsys.disabled():
            pytestconfig.get_terminal_writer().line(summary(load, took))


def killed(linli: Linli, load: Load, part: str, chance: random.Random) -> float:
    """Kill one process of a part; in how many seconds all was there again and a report confirmed.

    The report is one that was made after the kill.
    """
    time.sleep(chance.uniform(0.1, 0.5))
    assert until(lambda: linli.kill(part, chance), linli.process)
    at = time.monotonic()
    assert until(lambda: load.asked_at > at and linli.is_whole(), linli.process), part
    return time.monotonic() - at


def worked_off(linli: Linli) -> bool:
    """Whether what waits is worked off; however long, while more and more of it is done."""
    while waiting(linli):
        done = count(linli, DONE)
        if not until(lambda done=done: not waiting(linli) or count(linli, DONE) > done):
            return False
    return True


def waiting(linli: Linli) -> int:
    """How many jobs wait or are under way, and how many messages wait for one of these."""
    return count(linli, WAITING)


def count(linli: Linli, question: str) -> int:
    """The number that a question asks for."""
    number: int = asked(linli, question)[0][0]
    return number


def summary(load: Load, took: dict[str, list[float]]) -> str:
    """What was done and what came of it, once nothing is found lost, doubled or broken."""
    lines = [
        f"{sum(map(len, took.values()))} kills, {len(load.confirmed):,} confirmed reports:",
        "0 lost, 0 doubled, no handler and no notice twice, the chain verifies.",
        "Until every part ran again and a report made after the kill was confirmed:",
    ]
    for part, seconds in took.items():
        told = f"median {median(seconds):.1f} s, longest {max(seconds):.1f} s"
        lines.append(f"  {part:8} killed {len(seconds):3} times: {told}")
    return "\n".join(["", *lines])


def test_a_full_disk_loses_nothing_and_all_goes_on_when_there_is_room(linli: Linli) -> None:
    if not linli.home.is_mount():
        pytest.skip("needs a small disk of its own: run as root, where mounting is allowed")
    load, filler = Load(linli, clients=2), linli.home / "filler"
    with load.running():
        assert until(lambda: load.confirmed)
        fill(filler)
        assert until(lambda: set(load.statuses) - {201})
        before = len(load.confirmed)
        filler.unlink()
        assert until(lambda: len(load.confirmed) > before + 5)
    assert linli.process.poll() is None
    keys = dict(asked(linli, REPORTED))
    assert {key: keys.get(key) for key in load.confirmed} == load.confirmed
    assert asked(linli, DOUBLED) == []
    assert worked_off(linli), asked(linli, LEFT)
    verify(linli)


def fill(path: Path) -> None:
    """Take all the room that is left on the disk."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(2**16))


def verify(linli: Linli) -> None:
    """The chain is whole, by the command that says so."""
    environ = {**os.environ, "LINLI_HOME": str(linli.home), "LINLI_DATABASE_URL": ""}
    environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    command = [sys.executable, "-m", "linli", "journal", "verify"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


REPORTED = """
SELECT k.key, m.number FROM matters_idempotencykey k JOIN matters_matter m ON m.id = k.matter_id
"""
DOUBLED = "SELECT text, count(*) FROM cases_case GROUP BY 1 HAVING count(*) > 1"
WAITING = """
SELECT (SELECT count(*) FROM procrastinate_jobs
WHERE task_name IN ('journal.deliver', 'notices.send') AND status IN ('todo', 'doing')
AND (scheduled_at IS NULL OR scheduled_at < now() + interval '5 minutes'))
+ (SELECT count(*) FROM notices_message
WHERE state = 'waiting' AND due_at < now() + interval '5 minutes')
"""
DONE = """
SELECT (SELECT count(*) FROM journal_delivery)
+ (SELECT count(*) FROM notices_message WHERE state <> 'waiting')
"""
"""To bring an entry to its handlers may leave as many messages waiting."""
LEFT = "SELECT task_name, status, attempts, scheduled_at FROM procrastinate_jobs LIMIT 20"
DOUBLE_DELIVERIES = """
SELECT entry_id, handler FROM journal_delivery GROUP BY 1, 2 HAVING count(*) > 1
"""
DOUBLE_NOTICES = """
SELECT about_id, code, address_hash FROM notices_message
GROUP BY 1, 2, 3 HAVING count(*) > 1
"""
DOUBLE_NOTIFICATIONS = """
SELECT about_id, code, user_id, resident_id FROM notices_notification
GROUP BY 1, 2, 3, 4 HAVING count(*) > 1
"""
