"""Rehearsing a draft: what would have gone elsewhere, and the cases behind it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.affairs.cases import drafts, rehearsal, tasks
from linli.affairs.cases.actions.drafting import begin_draft, remove_line, set_line
from linli.affairs.cases.actions.rehearsing import TooManyMonths, rehearse
from linli.affairs.cases.models import Case, Category, DispatchRule, Rehearsal
from linli.affairs.cases.rehearsal import Book, cases_behind, courses
from linli.affairs.cases.tests import stages
from linli.ground.places.codes import ancestor_codes
from linli.ground.rulepacks.actions import publish_pack
from linli.ground.worktime.calendar import ZONE
from linli.matters.models import Seal
from tests.cast import MONDAY

DAY = timedelta(days=1)
DISTRICT, STREET, COMMUNITY, GRID = "990101", "990101001", "990101001001", "990101001001001"


@pytest.fixture
def draft(cast, monday):
    """Lamps go to the urban management department, in the whole district."""
    draft = begin_draft(cast.places[DISTRICT], by=cast.lin, at=monday)
    lamp = Category.objects.get(code="0303")
    where, unit = cast.places[DISTRICT], cast.units["990101-CG"]
    set_line(draft, category=lamp, place=where, unit=unit, by=cast.lin, at=monday)
    return draft


@pytest.fixture
def nothing_at_once(cast):
    """A rule pack by which the worker reads every case."""
    publish_pack(
        place_code=DISTRICT,
        text="cases:\n  catalogue:\n    rehearsal: {months: 24, at_once: 0}\n",
        valid_from=date(2026, 1, 1),
        note="试行",
        by=cast.system,
        at=MONDAY,
    )


def tried(draft, cast, at, months: int = 1) -> Rehearsal:
    return rehearse(draft, months=months, by=cast.lin, at=at + DAY)


def told(tried) -> list[tuple[str, str, int, int]]:
    return [(str(c.was.code), str(c.now.code), c.cases, c.agreed) for c in courses(tried)]


def test_what_would_have_gone_elsewhere_is_counted(cast, monday, draft):
    stages.dispatched(cast, monday)
    stages.dispatched(cast, monday, unit="990101-CG")
    stages.reported(cast, monday, category=Category.objects.get(code="0305"))
    found = tried(draft, cast, monday)
    assert found.cases == 3
    assert told(found) == [(COMMUNITY, "990101-CG", 2, 1)]


def test_the_same_lines_move_nothing(cast, monday):
    stages.dispatched(cast, monday)
    same = begin_draft(cast.places[DISTRICT], by=cast.lin, at=monday)
    assert courses(tried(same, cast, monday)) == []


def test_what_nobody_dispatches_is_left_out(cast, monday, draft):
    stages.merged(cast, monday)  # one of two
    sealed = stages.closed(cast, monday)
    Seal.objects.create(matter_id=sealed.pk, by=cast.sun, at=monday)
    Case.objects.filter(pk=stages.reported(cast, monday).pk).update(decline_reason="unlawful")
    assert tried(draft, cast, monday).cases == 1


def test_only_the_months_asked_for_are_read(cast, monday, draft):
    stages.reported(cast, monday.replace(month=3, day=31))
    stages.reported(cast, monday.replace(month=4, day=1, hour=0))
    stages.reported(cast, monday)
    assert tried(draft, cast, monday).cases == 2
    assert tried(draft, cast, monday, months=2).cases == 3


def test_cases_that_no_line_gives_to_a_unit_and_lines_that_decide_nothing(cast, monday, draft):
    stages.reported(cast, monday, category=Category.objects.get(code="0903"))
    remove_line(draft.lines.get(category_code=""), by=cast.lin, at=monday)
    found = tried(draft, cast, monday)
    shown = drafts.context(draft, monday + DAY)
    assert (shown["nowhere"], shown["idle"]) == (1, 2)
    assert [(each.was.code, each.now) for each in courses(found)] == [(COMMUNITY, None)]


def test_each_line_tells_how_many_cases_it_decides_and_moves(cast, monday, draft):
    stages.dispatched(cast, monday)
    stages.reported(cast, monday, category=Category.objects.get(code="0305"))
    counts = rehearsal.by_line(tried(draft, cast, monday))
    lines = {line.category_code: counts.get(line.pk) for line in draft.lines.all()}
    assert lines == {"": None, "0303": (1, 1), "0305": (1, 0)}


def test_the_cases_behind_a_figure_are_those_that_one_may_see(cast, monday, draft):
    case = stages.dispatched(cast, monday)
    stages.reported(cast, monday, category=Category.objects.get(code="0305"))
    found = tried(draft, cast, monday)
    for user, seen in ((cast.lin, [case]), (cast.zhao, [case]), (cast.qian, [])):
        assert list(cases_behind(found, Q(moves=True), user, monday + DAY)) == seen


def test_a_draft_of_a_street_keeps_the_lines_above(cast, monday):
    stages.reported(cast, monday, category=Category.objects.get(code="0305"))
    draft = begin_draft(cast.places[STREET], by=cast.zhao, at=monday)
    set_line(draft, place=cast.places[STREET], level="street", by=cast.zhao, at=monday)
    (row,) = rehearse(draft, months=1, by=cast.zhao, at=monday + DAY).rows.all()
    assert (row.moves, row.line, row.above.category_code) == (False, None, "0305")


@pytest.mark.parametrize("months", [0, 25])
def test_it_goes_back_as_far_as_the_rule_pack_lets_it(cast, monday, draft, months):
    with pytest.raises(TooManyMonths):
        rehearse(draft, months=months, by=cast.lin, at=monday)


def test_many_cases_are_read_by_the_worker(cast, monday, draft, nothing_at_once):
    stages.dispatched(cast, monday)
    found = tried(draft, cast, monday)
    job = ProcrastinateJob.objects.get(task_name="cases.rehearse")
    assert (found.finished_at, found.cases, job.args) == (None, 1, {"rehearsal_id": found.pk})
    tasks.rehearse.func(rehearsal_id=found.pk)
    found.refresh_from_db()
    assert (found.done, told(found)) == (2, [(COMMUNITY, "990101-CG", 1, 0)])


def test_a_draft_that_has_changed_meanwhile_is_not_rehearsed(cast, monday, draft, nothing_at_once):
    found = tried(draft, cast, monday)
    set_line(draft, place=cast.places[STREET], level="grid", by=cast.lin, at=monday + 2 * DAY)
    tasks.rehearse.func(rehearsal_id=found.pk)
    assert Rehearsal.objects.count() == 0


def test_the_moment_of_a_rehearsal_is_in_the_district(cast, monday, draft):
    assert tried(draft, cast, monday).since.astimezone(ZONE).isoformat() == (
        "2026-04-01T00:00:00+08:00"
    )


CODES = ("", "03", "0303", "030302", "09")
PLACES = (DISTRICT, STREET, COMMUNITY, GRID)


@given(
    st.sets(st.sampled_from([*product(CODES, PLACES)])),
    st.sampled_from(CODES),
    st.sampled_from(PLACES),
)
def test_a_book_finds_what_the_catalogue_would(lines, category, place):
    rules = [DispatchRule(category_code=code, place_id=where) for code, where in lines]
    codes = {"", *(category[:n] for n in (2, 4, 6) if n <= len(category))}
    around = {place, *ancestor_codes(place)}
    fitting = [each for each in rules if each.category_code in codes and each.place_id in around]
    best = max(
        fitting, key=lambda each: (len(each.category_code), len(each.place_id)), default=None
    )
    assert Book(rules).find(category, place) is best
