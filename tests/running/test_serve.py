"""`linli serve` as a person runs it: a process, a port, a signal."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from linli import embedded
from tests.tables import put_into

PATIENCE = 60  # seconds; it takes three


@pytest.fixture(scope="module")
def home(django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """A home of its own, with the tables in its database.

    Not in pytest's folder, which every run of pytest closes to PostgreSQL's user again.
    """
    with tempfile.TemporaryDirectory(prefix="linli-serve-") as folder:
        with django_db_blocker.unblock():
            put_into(Path(folder))
        yield Path(folder)


@pytest.fixture
def port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path, port: int) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "linli.settings",
        "LINLI_HOME": str(home),
        "LINLI_DATABASE_URL": "",
        "LINLI_DATABASE_POOL": "4",
        "LINLI_LANGUAGE": "en",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "linli", "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def lines_until(process: subprocess.Popen[str], wanted: str) -> list[str]:
    """What it prints, up to and including a line with `wanted` in it."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if wanted in line:
            return lines
    pytest.fail("it ended:\n" + "\n".join(lines))


def descendants(pid: int) -> set[int]:
    """The processes below one, as Linux knows them."""
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found |= {int(child)} | descendants(int(child))
    return found


def running(pids: set[int]) -> set[int]:
    """Those of the processes that still run."""
    return {pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists()}


def stop(process: subprocess.Popen[str], number: signal.Signals) -> list[str]:
    process.send_signal(number)
    output, _nothing = process.communicate(timeout=PATIENCE)
    return output.splitlines()


STOPPING = [
    "Stopping: web server",
    "Stopping: worker",
    "Stopping: database",
    "Everything has stopped.",
]


def test_serve_answers_mends_its_worker_and_leaves_nothing_running(home: Path, port: int) -> None:
    process = start(home, port)
    lines_until(process, "linli runs on")
    page = urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=PATIENCE)
    assert (page.status, page.read()) == (200, b"ok\n")
    worker = max(pid for pid in descendants(process.pid) if os.getpgid(pid) == pid)
    os.kill(worker, signal.SIGKILL)
    assert "started again" in lines_until(process, "“worker” ended")[-1]
    children = descendants(process.pid)
    assert stop(process, signal.SIGTERM) == STOPPING
    assert process.returncode == 0
    assert len(children) >= 3
    assert running(children) == set()
    assert not embedded.answers(home)


def test_after_a_crash_everything_starts_and_stops_as_usual(home: Path, port: int) -> None:
    crashed = start(home, port)
    lines_until(crashed, "linli runs on")
    crashed.kill()
    assert crashed.stdout is not None
    crashed.stdout.read()  # ends when the children have noticed and ended too
    crashed.stdout.close()
    crashed.wait(PATIENCE)
    assert embedded.answers(home)
    again = start(home, port)
    lines_until(again, "linli runs on")
    children = descendants(again.pid)
    assert stop(again, signal.SIGINT) == STOPPING
    assert (again.returncode, running(children)) == (0, set())
    assert not embedded.answers(home)


def test_a_port_in_use_is_named(home: Path, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        process = start(home, port)
        output, _nothing = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in output
