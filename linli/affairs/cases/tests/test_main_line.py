"""A case from report to rating, as the people of the street carry it."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, Category, State
from linli.ground.journal.models import Entry
from linli.matters.engine import moves_for
from tests.cast import Cast


def reported(cast: Cast, at: datetime) -> Case:
    return actions.report(
        type="help",
        text="三号楼前的路灯不亮了。晚上老人出门容易摔倒。",
        place_code="990101001001",
        channel="web",
        category=Category.objects.get(code="0303"),
        reporter=cast.residents["zhou"],
        by=cast.zhou,
        at=at,
    )


def test_a_report_comes_to_the_street_with_a_number_a_title_and_clocks(cast, monday):
    case = reported(cast, monday)
    assert case.holder == cast.units["990101001"]
    assert case.title == "三号楼前的路灯不亮了"
    assert case.state == State.REPORTED
    assert [(d.name, d.limit) for d in case.deadlines.all()] == [("triage", "2 hours")]
    assert case.due_at == monday + timedelta(hours=2)


def test_a_case_goes_from_report_to_rating(cast, monday):
    case = reported(cast, monday)
    at = [monday + timedelta(minutes=10 * n) for n in range(12)]
    category = Category.objects.get(code="0303")
    actions.accept(
        case,
        type="help",
        category=category,
        urgency="ordinary",
        place=case.place,
        by=cast.zhao,
        at=at[1],
    )
    actions.dispatch(case, unit=cast.units["990101001001001"], by=cast.zhao, at=at[2])
    actions.sign(case, by=cast.li, at=at[3])
    actions.contact(case, reached=True, note="电话里说好下午去看", by=cast.li, at=at[4])
    actions.finish(case, outcome="solved", text="已更换灯泡", by=cast.li, at=at[5])
    actions.verify(case, by=cast.chen, at=at[6])
    actions.rate(case, contacted=True, solved=True, satisfaction=5, by=cast.zhou, at=at[7])
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert case.settled_level == "grid"
    assert case.closed_at == at[7]
    assert [e.event for e in Entry.objects.about(case)] == [
        "cases.report",
        "cases.accept",
        "cases.dispatch",
        "cases.sign",
        "cases.contact",
        "cases.finish",
        "cases.verify",
        "cases.rate",
    ]
    assert not case.deadlines.running().exists()
    assert [m.name for m in moves_for(case, cast.zhou, at[8])] == ["reopen"]
