"""The pages: phone, code, in; and the demo's inbox."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from linli.ground.notices.models import Message, OneTimeCode
from linli.ground.notices.tests.news import texted
from linli.ground.people.models import Resident

pytestmark = pytest.mark.django_db

PHONE = "13800000009"
NOW = datetime(2026, 5, 11, 1, 0, tzinfo=UTC)


def ask(client, phone=PHONE, **more):
    return client.post("/signin/phone/", {"phone": phone, **more})


def answer(client, code, phone=PHONE, **more):
    return client.post("/signin/phone/code/", {"phone": phone, "code": code, **more})


def sent_code():
    return re.search(r"\d{6}", Message.objects.first().text.open()).group()


def signed_in(client):
    return "_auth_user_id" in client.session


def test_a_resident_signs_in_with_phone_and_code(client):
    assert "138****0009" in ask(client).content.decode()
    response = answer(client, sent_code())
    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(Resident.objects.get().user_id)


def test_she_comes_back_to_the_page_she_wanted(client):
    assert 'value="/large-type/"' in ask(client, next="/large-type/").content.decode()
    assert answer(client, sent_code(), next="/large-type/").url == "/large-type/"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_nobody_is_sent_to_another_site(client, address):
    assert "evil" not in ask(client, next=address).content.decode()
    assert answer(client, sent_code(), next=address).url == "/"


def test_a_wrong_code_is_told_on_the_page_and_opens_nothing(client):
    ask(client)
    code = f"{(int(sent_code()) + 1) % 1_000_000:06d}"
    response = answer(client, code)
    assert "还可以再试 4 次" in response.content.decode()
    assert not signed_in(client)


def test_an_expired_code_is_told_on_the_page(client):
    ask(client)
    OneTimeCode.objects.update(expires_at=NOW - timedelta(days=1))
    response = answer(client, sent_code())
    assert "验证码已失效" in response.content.decode()
    assert not signed_in(client)


def test_an_empty_code_is_asked_for_again(client):
    ask(client)
    assert 'role="alert"' in answer(client, "").content.decode()
    assert OneTimeCode.objects.get().attempts == 0


def test_a_second_request_within_a_minute_is_told_on_the_page(client):
    ask(client)
    assert "秒后再重新获取" in ask(client).content.decode()
    assert Message.objects.count() == 1


@pytest.mark.parametrize("phone", ["", "123", "01066668888", "1" * 40])
def test_a_number_that_is_no_mobile_is_told_on_the_page(client, phone):
    assert 'role="alert"' in ask(client, phone).content.decode()
    assert Message.objects.count() == 0


def test_a_code_without_a_phone_goes_back_to_the_start(client):
    assert answer(client, "123456", phone="").url == "/signin/phone/"
    assert client.get("/signin/phone/code/").url == "/signin/phone/"


def test_the_page_says_the_same_to_known_and_unknown_phones(client, cast):
    pages = [ask(client, phone).content.decode() for phone in ("13900000001", "13700000000")]
    # Without the number, whole or masked, and the token of the form.
    known, unknown = (re.sub(r"1\d\d\*{4}\d{4}|1\d{10}|\w{64}", "", page) for page in pages)
    assert known == unknown


def test_the_code_stands_on_no_page_outside_a_demonstration(client):
    page = ask(client).content.decode()
    assert sent_code() not in page
    assert "/demo/sms/" not in page
    assert client.get("/demo/sms/").status_code == 404


def test_in_a_demonstration_the_page_leads_to_the_inbox(client, settings):
    settings.DEMO = True
    assert "/demo/sms/" in ask(client).content.decode()
    inbox = client.get("/demo/sms/").content.decode()
    assert sent_code() in inbox
    assert PHONE not in inbox


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_costs_two_queries(client, settings, count, django_assert_num_queries):
    settings.DEMO = True
    for number in range(count):
        texted(PHONE, f"第{number}条", NOW)
    with django_assert_num_queries(3):
        page = client.get("/demo/sms/")
    assert len(page.context["page"]) == count


def test_the_inbox_shows_the_newest_first_and_goes_on_to_older_ones(client, settings):
    settings.DEMO = True
    for minute in range(21):
        at = NOW + timedelta(minutes=minute)
        texted(PHONE, f"第{minute}条", at)
    first = [m.text.open() for m in client.get("/demo/sms/").context["page"]]
    assert (first[0], len(first)) == ("第20条", 20)
    second = client.get("/demo/sms/?page=2").context["page"]
    assert [m.text.open() for m in second] == ["第0条"]


def test_the_inbox_takes_no_posts(client, settings):
    settings.DEMO = True
    assert client.post("/demo/sms/").status_code == 405
