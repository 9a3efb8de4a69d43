"""Who is told of a request about data, when, and what the message does not say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Q

from linli.affairs.datarights.actions import ask, grant, refuse, take, withdraw
from linli.affairs.datarights.models import DataRequest
from linli.ground.notices.models import Message, Notification
from linli.matters.sweep import mark_deadlines
from tests.cast import MONDAY, Cast

LATER = MONDAY + timedelta(hours=2)


def asked(cast: Cast, right: str = "explain") -> DataRequest:
    return ask(cast.residents["zhou"], right=right, text="旧号码", by=cast.zhou, at=MONDAY)


def told(user) -> list[str]:
    """The kinds of what somebody finds in their inbox, as they came."""
    return list(
        Notification.objects.filter(Q(user=user) | Q(resident__user=user))
        .order_by("pk")
        .values_list("code", flat=True)
    )


def answered(cast: Cast) -> DataRequest:
    request = asked(cast)
    take(request, by=cast.lin, at=LATER)
    refuse(request, ground="secret", answer="依法保密", by=cast.lin, at=LATER)
    return request


def test_who_asks_and_who_answers_are_told_with_the_day(cast, deliver_all):
    request = asked(cast)
    deliver_all()
    assert (told(cast.zhou), told(cast.lin)) == (["datarights.received"], ["datarights.to_answer"])
    [message] = Message.objects.filter(channel="sms")
    assert request.number in message.text.open()
    assert "2026-06-01" in message.text.open()


@pytest.mark.parametrize("end", [grant, refuse])
def test_the_answer_is_told_and_not_what_it_says(cast, deliver_all, end):
    request = asked(cast)
    take(request, by=cast.lin, at=LATER)
    given = {"answer": "依法保密"} | ({"ground": "secret"} if end == refuse else {})
    end(request, **given, by=cast.lin, at=LATER)
    deliver_all()
    assert told(cast.zhou) == ["datarights.received", "datarights.answered"]
    texts = [message.text.open() for message in Message.objects.all()]
    assert [text for text in texts if "依法保密" in text or "旧号码" in text] == []


def test_nobody_else_is_told(cast, deliver_all):
    answered(cast)
    deliver_all()
    hearing = {name for name, user in cast.everybody().items() if told(user)}
    assert hearing == {"zhou", "lin"}


def test_who_answers_hears_of_a_withdrawal_and_of_a_late_answer(cast, deliver_all):
    withdraw(asked(cast), by=cast.zhou, at=LATER)
    asked(cast, "see")
    mark_deadlines(by=cast.system, at=MONDAY + timedelta(days=40))
    deliver_all()
    assert told(cast.lin).count("datarights.withdrawn") == 1
    assert told(cast.lin)[-2:] == ["datarights.near"] * 2


def test_who_was_deleted_as_they_asked_is_told_no_more(cast, deliver_all):
    request = asked(cast, "delete")
    take(request, by=cast.lin, at=LATER)
    grant(request, answer="已删除", by=cast.lin, at=LATER)
    deliver_all()
    assert told(cast.zhou) == []
