"""Telling people: who gets what by which way, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.ground.notices import channels
from linli.ground.notices.actions import (
    NotRefusable,
    Telling,
    mark_read,
    notify,
    notify_all,
    set_preference,
)
from linli.ground.notices.channels import Fake
from linli.ground.notices.kinds import NOTICES, Audience, DuplicateNotice, Notice
from linli.ground.notices.models import Message, Notification
from linli.ground.notices.tests.news import ALARM, NEWS, ORDERS, OWED, SUMMONS
from linli.ground.people.actions import add_contact, declare_purposes, give_consent
from linli.ground.people.models import Contact, PurposeText
from linli.ground.people.purposes import shipped
from linli.ground.worktime.calendar import ZONE

NIGHT = datetime(2026, 5, 11, 23, 0, tzinfo=ZONE)
MORNING = datetime(2026, 5, 12, 8, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def every_channel(monkeypatch):
    for name in Message.Channel.values:
        monkeypatch.setitem(channels.CHANNELS, name, Fake())


def choose(user, at, **more):
    chosen = {"language": "", "channel": "", "few": False, "refused": []}
    return set_preference(**(chosen | more), by=user, at=at)


def test_a_resident_finds_it_in_the_inbox_and_on_the_phone(cast, monday):
    notify(OWED, to=cast.residents["zhou"], about=cast.li, at=monday, number="8")
    [told], [message] = Notification.objects.to(cast.zhou), Message.objects.all()
    assert (told.line, told.at, told.read_at) == ("Report 8 was decided", monday, None)
    assert (message.channel, message.address.open()) == ("sms", "13900000001")
    assert (message.text.open(), message.due_at) == ("Your report 8 was decided.", monday)


def test_an_account_and_its_resident_are_one_person(cast, monday):
    notify(OWED, to=[cast.zhou, cast.residents["zhou"]], about=cast.li, at=monday, number="8")
    assert (Notification.objects.count(), Message.objects.count()) == (1, 1)


def test_a_neighbour_does_not_see_it(cast, monday):
    notify(OWED, to=cast.residents["zhou"], about=cast.li, at=monday, number="8")
    assert not Notification.objects.to(cast.wu).exists()


def test_at_night_it_waits_for_the_morning_and_an_alarm_does_not(cast, monday):
    for notice in (OWED, ALARM):
        notify(notice, to=cast.residents["zhou"], about=cast.li, at=NIGHT, number="8")
    assert list(Message.objects.order_by("pk").values_list("due_at", flat=True)) == [MORNING, NIGHT]


def test_staff_without_an_address_have_their_inbox_alone(cast, monday):
    notify(ORDERS, to=cast.li, about=cast.li, at=monday, number="8")
    assert Notification.objects.to(cast.li).count() == 1
    assert not Message.objects.exists()


def test_staff_are_told_by_the_first_way_of_the_rule_pack_that_reaches_them(cast, monday):
    choose(cast.li, monday, email="li@example.org")
    choose(cast.wang, monday, email="wang@example.org", wecom="wang")
    choose(cast.chen, monday, email="chen@example.org", wecom="chen", channel="email")
    notify(ORDERS, to=[cast.li, cast.wang, cast.chen], about=cast.li, at=monday, number="8")
    ways = Message.objects.order_by("pk").values_list("channel", flat=True)
    assert list(ways) == ["email", "wecom", "email"]


def test_what_can_wait_goes_to_staff_in_the_next_digest(cast, monday):
    choose(cast.li, monday, email="li@example.org")
    notify(ORDERS, to=cast.li, about=cast.li, at=monday + timedelta(minutes=1), number="8")
    assert Message.objects.get().due_at == datetime(2026, 5, 11, 14, 0, tzinfo=ZONE)


def test_a_resident_is_written_to_elsewhere_only_with_consent(cast, monday):
    landline = cast.residents["zhou"]
    landline.phone = "073188886666"
    add_contact(
        landline,
        kind=Contact.Kind.EMAIL,
        value="zhou@example.org",
        where="",
        by=cast.zhou,
        at=monday,
    )
    notify(OWED, to=landline, about=cast.li, at=monday, number="8")
    assert not Message.objects.exists()
    declare_purposes(shipped(), by=cast.system, at=monday)
    text = PurposeText.objects.get(purpose__code="other_contacts")
    give_consent(landline, text=text, by=cast.zhou, at=monday)
    notify(OWED, to=landline, about=cast.li, at=monday, number="9")
    assert Message.objects.get().address.open() == "zhou@example.org"


def test_what_is_refused_stands_in_the_inbox_and_goes_nowhere(cast, monday):
    choose(cast.zhou, monday, refused=["test.news"])
    notify(NEWS, to=cast.zhou, about=cast.li, at=monday, number="8")
    assert Notification.objects.to(cast.zhou).count() == 1
    assert not Message.objects.exists()


@pytest.mark.parametrize("code", ["test.owed", "no.such"])
def test_what_the_law_wants_told_cannot_be_refused(cast, monday, code):
    with pytest.raises(NotRefusable):
        choose(cast.zhou, monday, refused=[code])


def test_everybody_is_told_in_their_own_language(cast, monday, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    choose(cast.zhou, monday, language="en")
    notify(NEWS, to=[cast.zhou, cast.wu], about=cast.li, at=monday, number="8")
    assert list(Message.objects.order_by("pk").values_list("language", flat=True)) == [
        "en",
        "zh-hans",
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_telling_many_costs_as_many_statements_as_telling_one(
    cast, monday, count, django_assert_num_queries
):
    people = [cast.li, cast.wang, cast.chen][:count]
    for user in people:
        choose(user, monday, email=f"{user.username}@example.org")
    # Wishes, notifications, messages; the rest finds the rule pack.
    with django_assert_num_queries(6):
        notify(ORDERS, to=people, about=cast.li, at=monday, number="8")
    assert Message.objects.count() == count


def test_one_marks_only_ones_own_as_read(cast, monday):
    notify(NEWS, to=[cast.zhou, cast.wu], about=cast.li, at=monday, number="8")
    assert mark_read(Notification.objects.all(), by=cast.zhou, at=monday) == 1
    assert Notification.objects.to(cast.wu).unread().count() == 1


def test_a_code_is_declared_once():
    with pytest.raises(DuplicateNotice):
        Notice("test.news", Audience.RESIDENT, label="Other", line="Other")


@pytest.mark.parametrize("notice", NOTICES.values(), ids=lambda notice: notice.code)
def test_the_words_of_a_notice_have_no_places_nobody_fills(notice):
    known = {
        name: name
        for name in ("number", "unit", "place", "link", "code", "minutes", "day", "count")
    }
    if notice.code.startswith(("cases.", "notices.")):
        assert notice.subject(known)
        assert notice.words("sms", known)


def test_what_cannot_wait_this_once_goes_at_night_and_to_who_wants_no_such_messages(cast, monday):
    resident = cast.residents["zhou"]
    choose(cast.zhou, monday, refused=["test.news"])
    given = {"to": [resident], "about": cast.li, "at": NIGHT, "values": {"number": "8"}}
    notify_all([Telling(NEWS, **given), Telling(NEWS, **given, at_once=True)])
    [message] = Message.objects.all()
    assert (message.due_at, message.urgent, message.digest) == (NIGHT, True, False)


def test_what_cannot_wait_goes_to_the_phone_of_the_staff_and_nothing_else(cast, monday, settings):
    settings.DEMO = True
    choose(cast.li, monday, email="li@example.org", phone="13900000101")
    for notice in (SUMMONS, ORDERS):
        notify(notice, to=cast.li, about=cast.li, at=monday, number="8")
    sent = [(each.channel, each.address.open()) for each in Message.objects.order_by("pk")]
    assert sent == [("sms", "13900000101"), ("email", "li@example.org")]


def test_where_no_sms_leaves_what_cannot_wait_goes_another_way(cast, monday):
    choose(cast.li, monday, email="li@example.org", phone="13900000101")
    notify(SUMMONS, to=cast.li, about=cast.li, at=monday, number="8")
    assert [each.channel for each in Message.objects.all()] == ["email"]


def test_who_gave_no_phone_is_told_as_ever(cast, monday, settings):
    settings.DEMO = True
    choose(cast.li, monday, email="li@example.org")
    notify(SUMMONS, to=cast.li, about=cast.li, at=monday, number="8")
    assert [each.channel for each in Message.objects.all()] == ["email"]
