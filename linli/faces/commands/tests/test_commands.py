"""The command line as a whole."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from linli.faces.commands import COMMANDS, load
from linli.faces.commands.courtesy import AUTOGROUP, COURTESY

HEAVY = {"django", "psycopg", "pydantic", "rich", "granian", "procrastinate"}


def linli(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "linli", *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "linli.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command() -> None:
    shown = linli("--help")
    assert shown.returncode == 0
    assert [name for name in COMMANDS if f"  {name} " not in shown.stdout] == []


def test_help_loads_nothing_heavy() -> None:
    script = "import sys, linli.__main__; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert HEAVY & set(loaded.stdout.split()) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_module_and_a_help(name: str) -> None:
    command = load(COMMANDS[name], only_help=True)
    assert command.help


def test_a_wrong_command_is_a_usage_error() -> None:
    refused = linli("djagno")
    assert refused.returncode == 2
    assert "Did you mean 'django'" in refused.stderr


def test_a_senseless_setting_is_named() -> None:
    refused = linli("doctor", LINLI_LANGUAGE="fr")
    assert refused.returncode == 2
    assert "LINLI_LANGUAGE: Input should be 'zh-hans' or 'en'" in refused.stderr


def test_a_database_that_is_not_there_is_named() -> None:
    refused = linli("journal", "verify", LINLI_DATABASE_URL="postgresql://linli@127.0.0.1:1/linli")
    assert refused.returncode == 1
    assert "the database does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr


def how_nice(first: str, *, own_session: bool) -> tuple[int, str]:
    """How far a process stands back within its session, and the place of its session (or none).

    The session a system starts with belongs to no group, and some systems make none at all.
    """
    script = (
        "import os; from pathlib import Path; from linli.faces.commands.courtesy import stand_back;"
        f"{first}; group = Path('/proc/self/autogroup').read_text();"
        "print(os.nice(0), group.split()[-1] if group else 'none')"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        start_new_session=own_session,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    within, whole = told.stdout.split()
    return int(within), whole


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="the system has no groups of sessions")
def test_a_worker_in_a_session_of_its_own_stands_back_with_all_of_it() -> None:
    within = min(19, os.nice(0) + COURTESY)
    _, before = how_nice("pass", own_session=True)
    _, whole = how_nice("stand_back()", own_session=True)
    assert whole == ("none" if before == "none" else str(COURTESY))
    assert how_nice("stand_back()", own_session=False)[0] == within


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="the system has no groups of sessions")
def test_a_worker_in_a_session_of_somebody_else_leaves_that_as_it_is() -> None:
    _, before = how_nice("pass", own_session=False)
    assert how_nice("stand_back()", own_session=False)[1] == before
