"""Web, worker and database are killed with -9 under load, and everything goes on by itself.

A short form in every run kills one of each; LINLI_LONG=1 (`make faults`) kills two hundred times.
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

import psycopg
import pytest

from linli import embedded
from tests.faults.server import Linli, Load, serve, until

LONG = bool(os.environ.get("LINLI_LONG"))
KILLS = 200 if LONG else 3
PARTS = ("web", "worker", "database")
DISK = "size=400m,mode=711"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def linli() -> Iterator[Linli]:
    """One linli for all faults, on a disk of its own that can be filled where we may mount one."""
    with tempfile.TemporaryDirectory(prefix="linli-faults-") as folder:
        mounted = os.getuid() == 0 and mount("-t", "tmpfs", "-o", DISK, "linli", folder)
        try:
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


def test_nothing_is_lost_nothing_doubled_and_everything_goes_on(linli: Linli) -> None:
    chance, load, killed = random.Random(7), Load(linli, clients=4 if LONG else 2), []
    with load.running():
        while len(killed) < KILLS:
            time.sleep(chance.uniform(0.5, 2.0))
            part = PARTS[len(killed) % len(PARTS)]
            if linli.kill(part, chance):
                killed.append(part)
        time.sleep(1)
    assert linli.process.poll() is None
    assert len(load.confirmed) >= KILLS
    keys = dict(asked(linli, REPORTED))
    assert {key: keys.get(key) for key in load.confirmed} == load.confirmed
    assert asked(linli, DOUBLED) == []
    assert until(lambda: asked(linli, WAITING) == [(0,)]), asked(linli, LEFT)
    assert asked(linli, DOUBLE_DELIVERIES) == []
    assert asked(linli, DOUBLE_NOTICES) == []
    for key in list(load.confirmed)[:5]:
        assert linli.ask("GET", f"/cases/{load.confirmed[key]}")[0] == 200
    verify(linli)


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
    assert until(lambda: asked(linli, WAITING) == [(0,)]), asked(linli, LEFT)
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
SELECT count(*) FROM procrastinate_jobs
WHERE task_name IN ('journal.deliver', 'notices.send') AND status IN ('todo', 'doing')
AND (scheduled_at IS NULL OR scheduled_at < now() + interval '5 minutes')
"""
LEFT = "SELECT task_name, status, attempts, scheduled_at FROM procrastinate_jobs LIMIT 20"
DOUBLE_DELIVERIES = """
SELECT entry_id, handler FROM journal_delivery GROUP BY 1, 2 HAVING count(*) > 1
"""
DOUBLE_NOTICES = """
SELECT about_id, code, address_hash FROM notices_message
GROUP BY 1, 2, 3 HAVING count(*) > 1
"""
