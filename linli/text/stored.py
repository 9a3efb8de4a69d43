"""Arrays in a file that is safe to read: a line that says what it is, and a checksum over the rest.

Nothing in such a file is ever executed (no pickle). It is written beside its place and put there
when it is whole, so that a fall of the power leaves the old file.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

_CHUNK = 1 << 20


class DamagedFile(ValueError):
    """The file is not what was written, or is of another kind or version."""


def write(path: Path, kind: str, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keeps the arrays under `kind`, which names what they are and the version of their form."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with beside.open("w+b") as file:
            head = _head(kind, "0" * 64)
            file.write(head)
            np.savez(file, allow_pickle=False, **dict(arrays))
            file.seek(len(head))
            checksum = _checksum(file)
            file.seek(0)
            file.write(_head(kind, checksum))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path, kind: str) -> dict[str, NDArray[Any]]:
    """The arrays of the file. Raises DamagedFile, and OSError where it cannot be read."""
    with path.open("rb") as file:
        head = file.readline(1_000)
        start = file.tell()
        if head != _head(kind, _checksum(file)):
            raise DamagedFile(f"{path.name} is damaged or is not of the kind {kind}")
        file.seek(start)
        try:
            with np.load(io.BytesIO(file.read()), allow_pickle=False) as arrays:
                return {name: arrays[name] for name in arrays.files}
        except (ValueError, BadZipFile, KeyError) as error:
            raise DamagedFile(f"{path.name} cannot be read") from error


def _head(kind: str, checksum: str) -> bytes:
    return json.dumps({"kind": kind, "sha256": checksum}).encode() + b"\n"


def _checksum(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
