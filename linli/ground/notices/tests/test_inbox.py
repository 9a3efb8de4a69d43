"""The pages: one's notices, how one wants them, and what waits for a person."""

from __future__ import annotations

import pytest

from linli.ground.notices import channels
from linli.ground.notices.actions import notify
from linli.ground.notices.channels import Fake
from linli.ground.notices.models import Message, Notification, Preference
from linli.ground.notices.tests.news import NEWS, ORDERS, OWED, texted


@pytest.fixture
def told(cast, monday):
    notify(OWED, to=cast.zhou, about=cast.li, at=monday, number="8", link="/follow/")
    notify(ORDERS, to=cast.li, about=cast.li, at=monday, number="9")
    return Notification.objects.to(cast.zhou).get()


@pytest.fixture
def failed(cast, monday):
    texted("13900000001", "您好", monday)
    Message.objects.update(state="failed", error="gateway 503")
    return Message.objects.get()


def page(client, user, address="/notices/"):
    client.force_login(user)
    return client.get(address)


def test_everybody_finds_their_own_notices(client, cast, told):
    assert "Report 8 was decided" in page(client, cast.zhou).content.decode()
    work = page(client, cast.li).content.decode()
    assert ("Case 9" in work, "Report 8" in work) == (True, False)
    assert "Report 8" not in page(client, cast.wu).content.decode()


@pytest.mark.parametrize(
    "address", ["", "unread/", "preferences/", "stuck/", "1/"], ids=lambda text: text or "inbox"
)
def test_a_stranger_is_asked_to_sign_in(client, db, address):
    assert client.get(f"/notices/{address}").status_code == 302


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (2, ">2<"), (120, "99+")])
def test_the_bell_counts_what_is_unread(client, cast, monday, count, shown):
    people = [cast.residents["zhou"]]
    for number in range(count):
        notify(NEWS, to=people, about=cast.li, at=monday, number=number)
    text = page(client, cast.zhou, "/notices/unread/").content.decode().strip()
    assert shown in text
    assert bool(text) == bool(count)


def test_opening_a_notice_reads_it_and_leads_on(client, cast, told):
    assert page(client, cast.zhou, f"/notices/{told.pk}/").url == "/follow/"
    assert not Notification.objects.to(cast.zhou).unread().exists()


def test_somebody_elses_notice_is_not_there(client, cast, told):
    assert page(client, cast.wu, f"/notices/{told.pk}/").status_code == 404
    assert Notification.objects.to(cast.zhou).unread().exists()


def test_all_are_read_at_once_and_only_ones_own(client, cast, told):
    client.force_login(cast.zhou)
    assert client.get("/notices/read/").status_code == 405
    client.post("/notices/read/")
    assert Notification.objects.unread().count() == 1
    assert "Report 8" not in client.get("/notices/?unread").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_for_three(
    client, cast, monday, count, django_assert_num_queries
):
    for number in range(count):
        notify(NEWS, to=cast.zhou, about=cast.li, at=monday, number=number)
    client.force_login(cast.zhou)
    with django_assert_num_queries(5):  # two for who it is and how they came in, count, rows
        client.get("/notices/")


def test_staff_choose_how_they_are_told(client, cast):
    client.force_login(cast.li)
    chosen = {"language": "en", "channel": "email", "email": "li@example.org", "few": "on"}
    assert client.post("/notices/preferences/", chosen).status_code == 302
    own = Preference.objects.get(user=cast.li)
    assert (own.language, own.channel, own.email.open()) == ("en", "email", "li@example.org")
    assert "cases.to_triage" in own.refused
    assert "cases.to_handle" not in own.refused


@pytest.mark.parametrize(("phone", "kept"), [("139 0000 0101", "13900000101"), ("0731 8888", "")])
def test_staff_give_a_mobile_for_emergencies_and_no_other_number(client, cast, phone, kept):
    client.force_login(cast.li)
    answer = client.post("/notices/preferences/", {"phone": phone})
    assert answer.status_code == (302 if kept else 422)
    own = Preference.objects.filter(user=cast.li).first()
    assert (own.phone.open() if own else "") == kept


def test_residents_have_no_such_field(client, cast):
    client.force_login(cast.zhou)
    client.post("/notices/preferences/", {"phone": "139 0000 0101"})
    assert not Preference.objects.get(resident__user=cast.zhou).phone


def test_residents_refuse_what_they_may(client, cast):
    shown = page(client, cast.zhou, "/notices/preferences/").content.decode()
    assert ("cases.with_a_unit" in shown, "cases.handled" in shown) == (True, False)
    client.post(
        "/notices/preferences/", {"wanted": ["cases.open_again", "surveys.invitation", "test.news"]}
    )
    assert Preference.objects.get(resident__user=cast.zhou).refused == ["cases.with_a_unit"]


@pytest.mark.parametrize(
    "nonsense", [{"language": "fr"}, {"channel": "wecom"}, {"wanted": ["cases.handled"]}]
)
def test_a_choice_that_is_none_is_told_on_the_page(client, cast, nonsense):
    client.force_login(cast.zhou)
    assert client.post("/notices/preferences/", nonsense).status_code == 422
    assert not Preference.objects.exists()


def test_who_tends_the_machine_sends_again_what_is_stuck(client, cast, failed):
    shown = page(client, cast.sysadmin, "/notices/stuck/").content.decode()
    assert ("gateway 503" in shown, "13900000001" in shown, "您好" in shown) == (True, False, False)
    assert client.post(f"/notices/stuck/{failed.pk}/").url == "/notices/stuck/"
    failed.refresh_from_db()
    assert failed.state == "waiting"


@pytest.mark.parametrize("name", ["zhou", "li", "zhao", "sun", "secadmin", "auditor", "qian"])
def test_nobody_else_sees_or_sends_what_is_stuck(client, cast, failed, name):
    assert page(client, getattr(cast, name), "/notices/stuck/").status_code == 404
    assert client.post(f"/notices/stuck/{failed.pk}/").status_code == 404


def test_the_inbox_of_the_demonstration_can_be_narrowed(
    client, cast, monday, settings, monkeypatch
):
    settings.DEMO = True
    monkeypatch.setitem(channels.CHANNELS, "email", Fake())
    client.force_login(cast.li)
    client.post("/notices/preferences/", {"email": "li@example.org"})
    notify(ORDERS, to=cast.li, about=cast.li, at=monday, number="9")
    texted("13900000001", "您好", monday)
    shown = {name: client.get(f"/demo/inbox/?channel={name}") for name in ("", "sms", "email")}
    counts = {name: len(answer.context["page"]) for name, answer in shown.items()}
    assert counts == {"": 2, "sms": 1, "email": 1}
