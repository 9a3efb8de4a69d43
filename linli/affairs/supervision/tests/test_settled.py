"""What becomes of a suggestion by what somebody does without it, and of two workers at once."""

from __future__ import annotations

import pytest

from linli.affairs.supervision import actions
from linli.affairs.supervision.actions import gathering
from linli.affairs.supervision.events import TAKEN_UP
from linli.affairs.supervision.models import Reason, Suggestion
from linli.affairs.supervision.queries import lateness, under_way
from linli.affairs.supervision.tests.test_suggestions import NOW, an_errand, at, sweep
from linli.ground.journal.models import Entry


@pytest.fixture
def late(cast, monday) -> Suggestion:
    """Li's grid is late by a day; a reminder is suggested."""
    an_errand(cast, monday)
    sweep(cast, at("2026-05-19"))
    return Suggestion.objects.get()


@pytest.mark.parametrize(("step", "left"), [("prompt", 1), ("reminder", 0), ("order", 0)])
def test_a_step_that_nobody_waited_to_be_told_of_settles_the_suggestion_of_it(
    cast, late, step, left
):
    given = {"unit": late.unit, "step": step, "text": "请今天办"}
    made = actions.begin(late.matter, **given, by=cast.sun, at=NOW)
    assert Suggestion.objects.open().count() == left
    if not left:
        late.refresh_from_db()
        assert (late.outcome, late.by, late.supervision) == ("taken_up", cast.sun, made)
    assert Entry.objects.filter(event=TAKEN_UP.code).count() == 1 - left


def test_taking_up_is_told_once(cast, late):
    actions.take_up(late, step="reminder", text="请今天办", by=cast.zhao, at=NOW)
    assert Entry.objects.filter(event=TAKEN_UP.code).count() == 1


def test_a_reason_that_two_workers_find_at_once_is_given_once(cast, late, monkeypatch):
    [finding] = lateness(at("2026-05-26"))

    def meanwhile(matter_id: int, unit_id: int):
        monkeypatch.undo()
        actions.gather([finding], by=cast.system, at=NOW)
        return under_way(matter_id, unit_id)

    monkeypatch.setattr(gathering, "under_way", meanwhile)
    assert actions.gather([finding], by=cast.system, at=NOW) == 0
    assert Reason.objects.filter(entry=finding.entry_id, when=finding.when).count() == 1
