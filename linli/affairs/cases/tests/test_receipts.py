"""What the reporter hears on their phone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from linli.affairs.cases import actions
from linli.affairs.cases.events import REPORTED
from linli.affairs.cases.handlers import tell
from linli.affairs.cases.models import Case, Category
from linli.ground.journal.models import Delivery, Entry
from linli.ground.notices.models import Message
from linli.ground.people.actions import remember_resident
from linli.ground.people.models import Resident
from linli.ground.reference.queries import glance
from tests.cast import Cast

SECRET = "三号楼前的路灯不亮了"


def reported(
    cast: Cast, at: datetime, reporter: Resident | None, channel: str = "web", **more: str
) -> Case:
    return actions.report(
        type="help",
        text=SECRET,
        place_code="990101001001",
        channel=channel,
        reporter=reporter,
        by=cast.zhou,
        at=at,
        **more,
    )


def texts() -> list[str]:
    return [message.text.open() for message in Message.objects.order_by("pk")]


def test_a_reporter_gets_the_number_by_message(cast, monday, deliver_all):
    case = reported(cast, monday, cast.residents["zhou"])
    deliver_all()
    [message] = Message.objects.all()
    assert case.number in message.text.open()
    assert message.address.open() == "13900000001"
    assert (message.about_kind, message.about_id) == ("matters.matter", str(case.pk))


def test_a_message_says_neither_who_nor_what(cast, monday, deliver_all):
    reported(cast, monday, cast.residents["zhou"])
    deliver_all()
    [text] = texts()
    assert SECRET not in text
    assert "周" not in text


def test_a_message_is_chinese_and_short_enough_for_one_sms(cast, monday, deliver_all):
    reported(cast, monday, cast.residents["zhou"])
    deliver_all()
    [text] = texts()
    assert text.startswith("【邻里】")
    assert len(text) <= 70


def test_an_entry_delivered_twice_sends_one_message(cast, monday, deliver_all):
    reported(cast, monday, cast.residents["zhou"])
    deliver_all()
    deliver_all()
    assert len(texts()) == 1


def test_telling_of_many_reports_costs_as_many_statements_as_of_one(
    cast, monday, deliver_all, django_assert_num_queries
):
    reported(cast, monday, cast.residents["zhou"])
    deliver_all()  # from now on the catalogue, the rule pack and the duties are remembered
    for minutes in (1, 2, 3):
        reported(cast, monday + timedelta(minutes=minutes), cast.residents["wu"])
    entries = list(Entry.objects.filter(event=REPORTED.code).select_related("by"))
    for some in (entries[1:2], entries[1:]):
        # Cases, wishes, notifications and messages.
        with glance(), django_assert_num_queries(4):
            tell(some)


def test_nobody_is_told_of_a_report_without_a_name(cast, monday, deliver_all):
    reported(cast, monday, None)
    deliver_all()
    assert texts() == []


def test_nobody_is_told_of_an_imported_case(cast, monday, deliver_all):
    reported(cast, monday, cast.residents["zhou"], channel="import")
    deliver_all()
    assert texts() == []


def test_a_landline_is_sent_nothing_and_nothing_fails(cast, monday, deliver_all):
    at_home = remember_resident(name="", phone="0731 8888 6666", by=cast.zhou, at=monday)
    case = reported(cast, monday, at_home)
    deliver_all()
    assert texts() == []
    assert {d.state for d in case_deliveries(case)} == {"done"}


def case_deliveries(case: Case) -> QuerySet[Delivery]:
    return Delivery.objects.filter(entry__in=Entry.objects.about(case))


def accepted(cast: Cast, at: datetime) -> Case:
    case = reported(cast, at, cast.residents["zhou"])
    return actions.accept(
        case,
        type="help",
        category=Category.objects.get(code="0303"),
        urgency="ordinary",
        place=case.place,
        by=cast.zhao,
        at=at + timedelta(minutes=1),
    )


def test_a_reporter_hears_who_has_it_that_it_is_handled_and_that_it_is_open_again(
    cast, monday, deliver_all
):
    case, at = accepted(cast, monday), [monday + timedelta(minutes=n) for n in range(9)]
    actions.dispatch(case, unit=cast.units["990101001001001"], by=cast.zhao, at=at[2])
    actions.sign(case, by=cast.li, at=at[3])
    actions.contact(case, reached=True, note="说好了", by=cast.li, at=at[4])
    actions.finish(case, outcome="solved", text="修好了", by=cast.li, at=at[5])
    actions.verify(case, by=cast.chen, at=at[6])
    actions.rate(case, contacted=True, solved=False, satisfaction=2, by=cast.zhou, at=at[7])
    actions.reopen(case, note="又坏了", by=cast.zhou, at=at[8])
    deliver_all()
    assert ["桂花里第一网格" in text for text in texts()] == [False, True, False, False]
    assert ["评价" in text for text in texts()] == [False, False, True, False]


def test_a_reporter_hears_that_it_is_not_accepted(cast, monday, deliver_all):
    case = reported(cast, monday, cast.residents["zhou"])
    actions.decline(case, reason_code="outside_duty", note="请拨打110", by=cast.zhao, at=monday)
    deliver_all()
    assert "不予受理" in texts()[1]
    assert "请拨打" not in texts()[1]
