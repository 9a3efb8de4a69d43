"""The real server (`linli serve`) in processes of its own, and the processor time they use."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

STARTS_WITHIN = 60
STOPS_WITHIN = 60
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    pid: int
    port: int

    def cpu_seconds(self) -> dict[str, float]:
        """What its parts have used so far; empty where there is no /proc to tell."""
        if not Path("/proc/self/stat").exists():
            return {}
        used = {"web": 0.0, "worker": 0.0, "database": 0.0}
        below, backends = _descendants(self.pid), _backends()
        for pid, (_name, parent, seconds) in _processes().items():
            if pid in backends:
                used["database"] += seconds
            elif pid in below:
                part = "worker" if parent == self.pid and not _has_child(pid, below) else "web"
                used[part] += seconds
        return used


@contextmanager
def serve() -> Iterator[Server]:
    """`linli serve` on a free port, until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "linli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Server(process.pid, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            direct.open(f"http://127.0.0.1:{port}/healthz/", timeout=5).close()
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("linli serve does not start; run it by hand to see why")


def _processes() -> dict[int, tuple[str, int, float]]:
    """Name, parent and seconds used of every process, by id."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text()
        except OSError:
            continue  # it has just ended
        name, rest = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2 :]
        fields = rest.split()
        used = (int(fields[11]) + int(fields[12])) / TICKS
        found[int(path.parent.name)] = (name, int(fields[1]), used)
    return found


def _descendants(root: int) -> dict[int, int]:
    """By id, the parent of every process that comes from `root`."""
    parents = {pid: parent for pid, (_name, parent, _used) in _processes().items()}
    below: dict[int, int] = {}
    while new := {
        pid: parent
        for pid, parent in parents.items()
        if (parent == root or parent in below) and pid not in below
    }:
        below |= new
    return below


def _backends() -> set[int]:
    """The processes of the database; those of every PostgreSQL here where it is none of ours."""
    file = settings.HOME / "postgres" / "postmaster.pid"
    if settings.DATABASE_URL or not file.exists():
        return {pid for pid, (name, *_) in _processes().items() if name.startswith("postgres")}
    postmaster = int(file.read_text().split()[0])
    return {postmaster, *_descendants(postmaster)}


def _has_child(pid: int, below: dict[int, int]) -> bool:
    return pid in below.values()
