"""An installation beside that of the tests: an empty database, a home, the command."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from linli.faces.commands import dumping


@contextmanager
def empty_installation() -> Iterator[dict[str, str]]:
    """The environment of an installation with an empty database."""
    own = dumping.connect()
    own.autocommit = True
    name = f"linli_restored_{os.getpid()}"  # several workers test beside each other
    own.execute(f"DROP DATABASE IF EXISTS {name}")
    own.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    address = f"postgresql://postgres@/{name}?host={own.info.host}"
    with tempfile.TemporaryDirectory(prefix="linli-restored-") as home:
        yield {"LINLI_DATABASE_URL": address, "LINLI_HOME": home, "LINLI_LANGUAGE": "en"}
    own.execute(f"DROP DATABASE {name} WITH (FORCE)")
    own.close()


def linli(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`linli` as a person runs it there."""
    return subprocess.run(
        [sys.executable, "-m", "linli", *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
