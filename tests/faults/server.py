"""A linli of its own that is loaded, killed in parts, and looked over afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from uuid import uuid4

PATIENCE = 180
"""Seconds for everything to go on by itself; jobs of a killed worker are taken up after forty."""

WAIT = 5
"""Seconds for one answer."""

PACE = 0.1
"""Seconds a client rests after a report: else two hundred kills fill the disk with reports."""

WORKERS = 2
PARTS = ("web", "worker", "database")

PLACES = ("990101001001", "990101001002", "990101002001")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))

SET_UP = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
from linli.faces.commands import Needs
from linli.faces.commands.start import ready
ready(Needs.SCHEMA)
from datetime import date
from tests.cast import MONDAY, build
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty
cast = build()
user = add_user(username="load", name="12345", kind="service", by=cast.secadmin, at=MONDAY)
Duty.objects.create(user=user, unit=cast.units["990101"], role="dispatcher",
                    valid_from=date(2025, 1, 1))
print(issue_token(user=user, label="load", scopes=["cases.report", "cases.read"],
                  by=cast.secadmin, at=MONDAY)[1])
"""


@dataclass
class Linli:
    """A running `linli serve`."""

    process: subprocess.Popen[bytes]
    home: Path
    port: int
    token: str

    def parts(self) -> dict[str, list[int]]:
        """The processes by what they are: web, worker, database."""
        children = [pid for pid in _children(self.process.pid) if os.getpgid(pid) == pid]
        web = [pid for pid in children if _children(pid)]
        found = {"web": web + [each for pid in web for each in _children(pid)]}
        found["worker"] = [pid for pid in children if pid not in web]
        with suppress(OSError, IndexError, ValueError):
            main = (self.home / "postgres/postmaster.pid").read_text().split()[0]
            found["database"] = [pid for pid in (int(main), *_children(int(main))) if _runs(pid)]
        return found

    def is_whole(self) -> bool:
        """Whether every part has its processes."""
        with suppress(OSError):
            parts = self.parts()
            return len(parts["web"]) > WORKERS and all(parts.get(part) for part in PARTS)
        return False

    def kill(self, part: str, chance: random.Random) -> bool:
        """Kill one process of a part with -9; whether there was one."""
        with suppress(ProcessLookupError, OSError):
            if found := self.parts().get(part):
                os.kill(chance.choice(found), signal.SIGKILL)
                return True
        return False

    def ask(self, method: str, path: str, body: object = None, key: str = "") -> tuple[int, dict]:
        """One request; 0 where no answer came."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}", data, headers, method=method
        )
        try:
            with DIRECT.open(request, timeout=WAIT) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, {}
        except (OSError, ValueError, HTTPException):  # also half an answer
            return 0, {}


@dataclass
class Load:
    """Clients that report over and over, and repeat with the same key what got no answer."""

    linli: Linli
    clients: int
    confirmed: dict[str, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    asked_at: float = 0.0
    """When the last of the reports that are confirmed was asked for, on the monotonic clock."""
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Report until the block ends; every report that was begun is confirmed by then."""
        threads = [threading.Thread(target=self._client, args=(n,)) for n in range(self.clients)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _client(self, number: int) -> None:
        while not self._stop.is_set():
            self._report(f"{number}-{uuid4()}")
            time.sleep(PACE)

    def _report(self, key: str) -> None:
        body = {
            "type": "help",
            "text": f"路灯不亮了,{key}。",
            "place": PLACES[hash(key) % len(PLACES)],
            "category": "0303",
            "reporter": {"name": "周秀兰", "phone": f"139{hash(key) % 10**8:08d}"},
        }
        end = time.monotonic() + PATIENCE
        while (asked_at := time.monotonic()) < end:
            status, answer = self.linli.ask("POST", "/cases", body, key)
            self.statuses.append(status)
            if status == 201:
                self.confirmed[key] = answer["number"]
                self.asked_at = max(self.asked_at, asked_at)
                return
            time.sleep(0.1)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, task.read_text().split())
    return [pid for pid in found if _runs(pid)]


def _runs(pid: int) -> bool:
    """Whether there is such a process; one that was killed stays on the list until it is asked."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@contextmanager
def serve(home: Path, **environ: str) -> Iterator[Linli]:
    """`linli serve` with the cast's district, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "linli.settings",
        "LINLI_HOME": str(home),
        "LINLI_DATABASE_URL": "",
        "LINLI_DATABASE_POOL": "4",
        "LINLI_DEMO": "1",
        "LINLI_API_RATE": "0",
        **environ,
    }
    made = subprocess.run(
        [sys.executable, "-c", SET_UP], env=given, capture_output=True, text=True, check=True
    )
    with (home / "postgres/postgresql.conf").open("a") as file:
        file.write("max_wal_size = '128MB'\n")  # the disk is small
    served = ["serve", "--port", str(port), "--workers", str(WORKERS)]
    command = [sys.executable, "-m", "linli", *served]
    with (home / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, env=given, stdout=log, stderr=log)
        linli = Linli(process, home, port, made.stdout.split()[-1])
        try:
            until(lambda: linli.ask("GET", "/categories")[0] == 200, process)
            yield linli
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


def until(true: object, process: subprocess.Popen[bytes] | None = None) -> bool:
    """Wait for something to become true; False when it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (process is None or process.poll() is None):
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.3)
    return False
