"""Starts the database of the tests before Django reads its settings."""

from __future__ import annotations

import gc
import os
import sys
from functools import cache
from pathlib import Path

import django
import pytest
from hypothesis import HealthCheck, settings

from linli import embedded

# Else every process of the tests, and every linli that they start, compiles all there is anew.
sys.dont_write_bytecode = False
os.environ["PYTHONDONTWRITEBYTECODE"] = ""
os.environ.setdefault("LINLI_HOME", str(Path(__file__).parent / "var" / "test"))
os.environ["LINLI_DATABASE_POOL"] = "0"
os.environ["LINLI_DEMO"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
embedded.use(Path(os.environ["LINLI_HOME"]), durable=False)
gc.disable()  # what is imported and collected stays: nothing of it is garbage
django.setup()

# Nothing is timed: how long an example takes tells how busy the machine is.
settings.register_profile("linli", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("linli")

pytest_plugins = ["tests.fixtures"]


def pytest_xdist_auto_num_workers() -> int | None:
    """One more than there are cores: some test always waits for a browser, a server, a kill."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return (os.cpu_count() or 1) + 1


LONG = {"test_everywhere"}
"""Modules of one test that takes minutes; those of tests/faults and tests/running are such too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first: nobody waits in the end for one that others began late.

    First come single tests of a minute, then those of the whole, then those of the apps. What lies
    in one folder stays together, in whatever order: so a process has to start its browser and read
    what it keeps, as models of text and statements of measures, for few folders.
    """
    here = Path(__file__).parent
    folders: dict[tuple[str, ...], int] = {}

    @cache
    def place(path: Path) -> tuple[bool, bool, int]:
        folder = path.relative_to(here).parts[:2]
        long = folder in {("tests", "faults"), ("tests", "running")} or path.stem in LONG
        return not long, folder[0] != "tests", folders.setdefault(folder, len(folders))

    items.sort(key=lambda item: place(item.path))


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: no search for garbage goes through it."""
    gc.freeze()
    gc.set_threshold(20_000)  # objects: what a test leaves behind is little
    gc.enable()
