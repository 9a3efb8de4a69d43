"""Asking the scanner for harmful content: clamd, over TCP or a socket of this machine."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from typing import Protocol

from django.conf import settings

SECONDS = 60
"""How long an answer is waited for."""


class ScannerAway(OSError):
    """The scanner cannot be reached, or did not answer; the content goes on waiting."""


class Scanner(Protocol):
    """Whoever can tell whether a content is harmful."""

    def find(self, pieces: Iterable[bytes]) -> str:
        """The name of what was found, or nothing. Raises ScannerAway."""


class Clamd:
    """clamd by its own protocol (INSTREAM). `address` is host:port or the path of a socket."""

    def __init__(self, address: str) -> None:
        self.address = address

    def find(self, pieces: Iterable[bytes]) -> str:
        """The name of what was found, or nothing. Raises ScannerAway."""
        try:
            with self._connect() as line:
                line.sendall(b"zINSTREAM\0")
                for piece in pieces:
                    line.sendall(struct.pack(">I", len(piece)) + piece)
                line.sendall(struct.pack(">I", 0))
                answer = self._answer(line)
        except OSError as error:
            raise ScannerAway(str(error)) from error
        if answer.endswith("FOUND"):
            return answer.removeprefix("stream:").removesuffix("FOUND").strip()
        if not answer.endswith("OK"):
            raise ScannerAway(answer or "no answer")
        return ""

    def _connect(self) -> socket.socket:
        host, colon, port = self.address.rpartition(":")
        if colon and port.isdigit():
            return socket.create_connection((host, int(port)), timeout=SECONDS)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(SECONDS)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line

    @staticmethod
    def _answer(line: socket.socket) -> str:
        told = b""
        while not told.endswith(b"\0") and (more := line.recv(4096)):
            told += more
        return told.rstrip(b"\0\n").decode(errors="replace")


def scanner() -> Scanner | None:
    """The scanner of the settings (LINLI_CLAMD), if there is one."""
    return Clamd(settings.CLAMD) if settings.CLAMD else None
