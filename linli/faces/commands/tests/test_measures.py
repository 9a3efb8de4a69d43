"""`linli measures`: what is counted, and whether what was published can be counted again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from typer.testing import CliRunner

from linli.affairs.cases.tests import stages
from linli.faces.commands import CommandFailed
from linli.faces.commands.measures import app
from linli.insight.measures import actions
from linli.insight.measures.actions import publishing
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.statements import statement
from linli.insight.measures.tests.stories import AT, STREET, spring
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published(lasting_cast):
    """Everybody; the figures of May are published."""
    spring(lasting_cast)
    given = {"place": lasting_cast.places[STREET], "month": date(2026, 5, 1)}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(publishing, "quiet_before", lambda: AT + timedelta(days=3_650))
        actions.publish_month(**given, by=lasting_cast.sun, at=AT)
    return lasting_cast


def run(*words: str):
    return CliRunner().invoke(app, [*words], catch_exceptions=False)


def test_every_measure_is_listed():
    assert [line.split()[0] for line in run("list").stdout.splitlines()] == list(MEASURES)


def test_the_facts_are_brought_up_to_the_minute(published):
    assert run("refresh", "--anew").stdout.split()[1] == "13"


def test_figures_that_the_journal_gives_are_0(published):
    assert run("recompute", "--month", "2026-05", "--place", STREET).exit_code == 0


def test_figures_that_it_does_not_give_are_named_and_1(published):
    stages.reported(published, MONDAY)
    with translation.override("en"), pytest.raises(CommandFailed, match="differ"):
        run("recompute", "--month", "2026-05")


@pytest.fixture
def merged_count_too(monkeypatch):
    """An upgrade after which what was merged counts as received."""
    changed = replace(MEASURES["received"], counts=lambda m, pack: m.kind.notnull())
    monkeypatch.setitem(MEASURES, "received", changed)
    statement.cache_clear()
    yield
    statement.cache_clear()


def test_where_a_definition_has_changed_since_the_command_says_so(
    published, merged_count_too, capsys
):
    with translation.override("en"), pytest.raises(CommandFailed):
        app(["recompute", "--month", "2026-05"], standalone_mode=False)
    *_others, last = capsys.readouterr().out.splitlines()
    assert last == "Defined otherwise since then: received"


@pytest.mark.parametrize("month", ["2026-04", "May", "2026", "2026-Q2"])
def test_a_month_without_figures_is_refused(published, month):
    with pytest.raises(CommandFailed):
        run("recompute", "--month", month)
