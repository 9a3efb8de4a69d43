"""Any sequence of moves of an errand, by anybody, at growing times, keeps the invariants."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.ground.journal.models import Entry
from linli.matters.actions import end_rests, mark_deadlines
from linli.matters.clocks import CannotExtend, PauseNeedsTerms
from linli.matters.engine import MoveRefused, submit
from linli.matters.models import Participation
from linli.matters.tests.invariants import check
from tests.errands import actions
from tests.errands.flow import flow

GRID, HELPER = "990101001001001", "990101001001"
NobodyAsked = Participation.DoesNotExist
PEOPLE = ("li", "li", "wang", "chen", "chen", "zhao", "liu", "zhou", "system")
HOURS = st.integers(0, 120).map(lambda hours: timedelta(hours=hours))
MOVES = ["stumble", "wait", "go_on", "ask_help", "ask_time", "give_time", *flow.moves]
STEPS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(MOVES), HOURS, st.booleans()), max_size=16
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_anybody_does_an_errand_stays_whole(cast, monday, steps):
    with transaction.atomic():
        errand = actions.ask(what="钥匙", unit=cast.units[GRID], by=cast.zhao, at=monday)
        at = monday
        for who, name, later, terms in [("li", "start", timedelta(), True), *steps]:
            at += later
            until = at + timedelta(days=2)
            data = {"reason": "等", "until": until, "unit": HELPER, "text": "帮忙"} if terms else {}
            if name == "ask_time":
                data["until"] = until.date() + timedelta(days=10)
            try:
                with transaction.atomic():
                    submit(errand, name, data, by=getattr(cast, who), at=at)
            except (MoveRefused, PauseNeedsTerms, CannotExtend, IntegrityError, NobodyAsked):
                errand.refresh_from_db()
            mark_deadlines(by=cast.system, at=at)
            if end_rests(by=cast.system, at=at):
                errand.refresh_from_db()
        check(errand.pk)
        by = {e.event: e.by_id for e in Entry.objects.about(errand)}
        assert by.get("errands.finish") != by.get("errands.start")
        transaction.set_rollback(True)
