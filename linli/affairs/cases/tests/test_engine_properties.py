"""Any sequence of moves of a case, by anybody, at growing times, keeps the invariants."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.affairs.cases.models import Case, FollowUp, Result
from linli.affairs.cases.tests.stages import GRID, reported
from linli.affairs.cases.tests.table import INPUT
from linli.ground.journal.models import Entry
from linli.matters.actions import mark_deadlines
from linli.matters.engine import MoveRefused, moves_for, submit
from linli.matters.tests.invariants import check

HOURS = st.integers(0, 48).map(lambda hours: timedelta(hours=hours))
UNITS = st.sampled_from([GRID, "990101001001", "990101001", "990101", "990101-CG"])
PICK = st.integers(0, 2**16)

ANSWERED = {"rate", "rate_too", "follow_up", "follow_up_one", "not_reached"}
JUDGING = {"cases.verify", "cases.rework", *(f"cases.{name}" for name in ANSWERED)}
HANDLING = {"cases.sign", "cases.contact", "cases.raise", "cases.finish", "cases.settle"}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(PICK, HOURS, UNITS, st.integers(0, 3)), max_size=18))
def test_whatever_anybody_does_a_case_stays_whole(cast, monday, steps):
    users = [*cast.everybody().values(), cast.system]
    with transaction.atomic():
        wus = reported(cast, monday, reporter=cast.residents["wu"], by=cast.wu)
        INPUT["merge"]["lead"] = INPUT["join"]["lead"] = wus.number
        case, at = reported(cast, monday), monday
        for pick, later, unit, willing in steps:
            at += later
            # Mostly what somebody may do, so that the case gets somewhere; sometimes anything.
            open_to = [(m.name, user) for user in users for m in moves_for(case, user, at)]
            anything = [(name, user) for name in INPUT for user in users]
            ways = open_to if willing and open_to else anything
            name, user = ways[pick % len(ways)]
            data = INPUT[name] | ({"unit": unit} if "unit" in INPUT[name] else {})
            with suppress(MoveRefused), transaction.atomic():
                case = submit(case, name, data, by=user, at=at)
            case = Case.objects.get(pk=case.pk)
            mark_deadlines(by=cast.system, at=at)
        check(case.pk)
        check(wus.pk)
        check_who_judged(case)
        transaction.set_rollback(True)


def check_who_judged(case: Case) -> None:
    handled: set[int] = set()
    for entry in Entry.objects.about(case):
        assert not (entry.event in JUDGING and entry.by_id in handled)
        if entry.event in HANDLING:
            handled.add(entry.by_id)
    events = [entry.event for entry in Entry.objects.about(case)]
    assert Result.objects.filter(case=case).count() == events.count("cases.finish")
    answers = [event for event in events if event.removeprefix("cases.") in ANSWERED]
    assert FollowUp.objects.filter(case=case).count() == len(answers)
