"""What a deployment may set."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from pydantic import ValidationError

from linli.ground.signin.defaults import SignInEnvironment
from linli.settings import Environment, _database

REFERENCE = Path(__file__).parents[2] / "docs/reference/settings.md"


def test_the_reference_names_every_variable_and_its_default() -> None:
    rows = re.findall(r"^\| `LINLI_(\w+)` \| (\S+) \|", REFERENCE.read_text(), re.MULTILINE)
    written = {name.lower(): default.strip("`").replace("empty", "") for name, default in rows}
    known = {
        name: str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
        for name, field in (SignInEnvironment.model_fields | Environment.model_fields).items()
    }
    assert written == known


def test_every_variable_keeps_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nowhere")
    monkeypatch.setenv("LINLI_HOME", "/somewhere")
    monkeypatch.setenv("LINLI_CLAMD", "localhost:3310")
    given = Environment()
    assert (str(given.home), given.clamd) == ("/somewhere", "localhost:3310")


@pytest.mark.parametrize(
    ("name", "value"),
    [("LINLI_LANGUAGE", "fr"), ("LINLI_DATABASE_POOL", "-1"), ("LINLI_HTTPS", "perhaps")],
)
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Environment()


def test_parameters_of_the_address_reach_the_driver() -> None:
    database = _database("postgresql://li:geheim@db:5433/linli?sslmode=require&connect_timeout=5")
    assert (database["HOST"], database["PORT"], database["USER"]) == ("db", "5433", "li")
    assert {"sslmode": "require", "connect_timeout": "5"}.items() <= database["OPTIONS"].items()


def test_each_thread_of_a_web_process_may_hold_a_connection() -> None:
    pool = settings.DATABASES["default"]["OPTIONS"]["pool"]
    assert not pool or pool["max_size"] >= settings.WEB_THREADS
