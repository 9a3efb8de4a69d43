"""Acting on a topic: one case, one month, by whoever leads there."""

from __future__ import annotations

from datetime import date

import pytest

from linli.affairs.cases.actions import ReportRefused
from linli.affairs.cases.models import Case
from linli.ground.journal.models import Entry
from linli.insight.hotspots import actions
from linli.insight.hotspots.tests.stories import BENCHES, LATER, OTHER, STREET, found, lamps, told

NOT_LEADING = ("li", "wang", "chen", "zhao", "liu", "he", "zheng", "qian", "zhou", "sysadmin",
               "secadmin", "auditor")  # fmt: skip


MAY = date(2026, 5, 1)


def test_a_topic_becomes_one_case_before_more_complain(cast):
    topic = lamps(cast)
    case = actions.open_case(topic, text="请查看后巷全部路灯", by=cast.sun, at=LATER)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.occasion, kept.reporter, kept.place_id) == ("topic", None, topic.place_id)
    assert kept.title == topic.name
    with pytest.raises(actions.AlreadyDone, match=case.number):
        actions.open_case(topic, text="再来一次", by=cast.lin, at=LATER)
    assert Entry.objects.about(topic).get().data == {"case": case.pk}


def test_a_topic_is_that_of_a_month_with_a_lead(cast):
    topic = lamps(cast)
    actions.mark(topic, month=MAY, lead=cast.units["990101-CG"], by=cast.sun, at=LATER)
    topic.refresh_from_db()
    assert (topic.month, topic.lead_unit) == (MAY, cast.units["990101-CG"])
    actions.unmark(topic, by=cast.sun, at=LATER)
    topic.refresh_from_db()
    assert (topic.month, topic.lead_unit) == (None, None)
    events = Entry.objects.about(topic).values_list("event", flat=True)
    assert list(events) == ["hotspots.mark", "hotspots.unmark"]


def test_a_month_has_one_topic(cast):
    lamps(cast)
    told(cast, BENCHES, OTHER)
    one, other = found(cast, LATER.replace(hour=5))
    lead = cast.units[STREET]
    actions.mark(one, month=MAY, lead=lead, by=cast.sun, at=LATER)
    with pytest.raises(actions.AlreadyDone):
        actions.mark(other, month=MAY, lead=lead, by=cast.sun, at=LATER)
    actions.mark(other, month=date(2026, 6, 1), lead=lead, by=cast.sun, at=LATER)


def test_a_unit_of_another_district_leads_nothing(cast):
    topic = lamps(cast)
    with pytest.raises(actions.NotALead):
        actions.mark(topic, month=MAY, lead=cast.units["990102"], by=cast.sun, at=LATER)


def test_nobody_else_acts_on_it(cast):
    topic = lamps(cast)
    for name in NOT_LEADING:
        by = getattr(cast, name)
        with pytest.raises(actions.MayNotLead):
            actions.open_case(topic, text="x", by=by, at=LATER)
        with pytest.raises(actions.MayNotLead):
            actions.mark(topic, month=MAY, lead=cast.units[STREET], by=by, at=LATER)
        with pytest.raises(actions.MayNotLead):
            actions.unmark(topic, by=by, at=LATER)
    assert Case.objects.filter(occasion="topic").count() == 0


def test_what_is_said_is_needed(cast):
    topic = lamps(cast)
    with pytest.raises(ReportRefused):
        actions.open_case(topic, text=" ", by=cast.sun, at=LATER)
    topic.refresh_from_db()
    assert topic.case is None
