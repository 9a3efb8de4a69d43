"""One-time codes: sending, checking, and every way to be refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from linli.ground.journal.models import Entry
from linli.ground.notices.actions import (
    AccountClosed,
    CodeExpired,
    NotAMobile,
    TooManyAttempts,
    TooManyCodes,
    WrongCode,
    check_code,
    send_code,
)
from linli.ground.notices.models import Message, OneTimeCode
from linli.ground.org.models import User
from linli.ground.people.models import Resident

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 11, 1, 0, tzinfo=UTC)
PHONE = "13800000009"


def after(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def sent_code() -> str:
    """The code in the message sent last."""
    return re.search(r"\d{6}", Message.objects.first().text.open()).group()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def check(code: str, at: datetime = NOW, phone: str = PHONE) -> User:
    return check_code(phone=phone, code=code, at=at)


def test_the_code_opens_an_account_at_the_first_time_and_finds_it_at_the_second():
    send_code(phone=PHONE, at=NOW)
    user = check(sent_code())
    assert (user.kind, Resident.objects.get().user) == ("resident", user)
    send_code(phone=PHONE, at=after(60))
    assert check(sent_code(), after(61)) == user


def test_signing_in_is_journalled_without_the_phone():
    send_code(phone=PHONE, at=NOW)
    user = check(sent_code())
    entry = Entry.objects.get(event="notices.signed_in")
    assert (entry.by_id, entry.data) == (user.pk, {})


def test_the_number_and_the_code_may_be_typed_with_spaces():
    send_code(phone="138 0000 0009", at=NOW)
    assert check(f" {sent_code()} ", phone="+86 13800000009")


def test_neither_code_nor_phone_lies_open_in_the_database():
    row = send_code(phone=PHONE, at=NOW)
    message = Message.objects.get()
    stored = [bytes(row.code_hash), bytes(row.phone_hash), message.text.data, message.address.data]
    for secret in (sent_code().encode(), PHONE.encode()):
        assert all(secret not in value for value in stored)


def test_a_wrong_code_says_how_often_one_may_try():
    send_code(phone=PHONE, at=NOW)
    with pytest.raises(WrongCode, match="4"):
        check(wrong(sent_code()))
    assert User.objects.filter(kind="resident").count() == 0


def test_after_five_wrong_codes_the_right_one_is_refused_too():
    send_code(phone=PHONE, at=NOW)
    code = sent_code()
    for _ in range(4):
        with pytest.raises(WrongCode):
            check(wrong(code))
    for attempt in (wrong(code), code):
        with pytest.raises(TooManyAttempts):
            check(attempt)
    assert OneTimeCode.objects.get().attempts == 5


def test_the_fifth_attempt_may_be_the_right_one():
    send_code(phone=PHONE, at=NOW)
    code = sent_code()
    for _ in range(4):
        with pytest.raises(WrongCode):
            check(wrong(code))
    assert check(code)


def test_a_code_is_good_for_five_minutes():
    send_code(phone=PHONE, at=NOW)
    with pytest.raises(CodeExpired):
        check(sent_code(), after(300))
    assert check(sent_code(), after(299))


def test_a_code_is_used_once():
    send_code(phone=PHONE, at=NOW)
    check(sent_code())
    with pytest.raises(CodeExpired):
        check(sent_code())


def test_a_newer_code_makes_the_older_void():
    send_code(phone=PHONE, at=NOW)
    old = sent_code()
    send_code(phone=PHONE, at=after(60))
    if old == sent_code():  # one time in a million
        return
    with pytest.raises(WrongCode):
        check(old, after(61))


def test_a_code_sent_to_one_phone_does_not_open_the_door_of_another():
    send_code(phone=PHONE, at=NOW)
    code = sent_code()
    with pytest.raises(CodeExpired):
        check(code, phone="13800000008")


def test_another_code_is_sent_after_a_minute_and_not_before():
    send_code(phone=PHONE, at=NOW)
    with pytest.raises(TooManyCodes, match="1"):
        send_code(phone=PHONE, at=after(59))
    send_code(phone="13800000008", at=after(59))
    send_code(phone=PHONE, at=after(60))
    assert Message.objects.count() == 3


def test_ten_codes_are_sent_in_a_day():
    for number in range(10):
        send_code(phone=PHONE, at=after(number * 60))
    with pytest.raises(TooManyCodes):
        send_code(phone=PHONE, at=after(600))
    assert send_code(phone=PHONE, at=NOW + timedelta(hours=24))


@pytest.mark.parametrize("phone", ["", "123", "01066668888", "abc"])
def test_what_receives_no_messages_is_refused(phone):
    with pytest.raises(NotAMobile):
        send_code(phone=phone, at=NOW)
    with pytest.raises(NotAMobile):
        check("123456", phone=phone)
    assert Message.objects.count() == 0


def test_a_closed_account_stays_closed():
    send_code(phone=PHONE, at=NOW)
    check(sent_code())
    User.objects.filter(kind="resident").update(is_active=False)
    send_code(phone=PHONE, at=after(60))
    with pytest.raises(AccountClosed):
        check(sent_code(), after(61))


def test_nobody_of_the_staff_comes_in_by_phone():
    send_code(phone=PHONE, at=NOW)
    check(sent_code())
    User.objects.filter(kind="resident").update(kind="staff")
    send_code(phone=PHONE, at=after(60))
    with pytest.raises(AccountClosed):
        check(sent_code(), after(61))


def test_one_address_gets_so_many_codes_an_hour_for_whatever_phones():
    for number in range(30):
        send_code(phone=f"1390000{number:04d}", address="203.0.113.7", at=after(number))
    with pytest.raises(TooManyCodes, match="网络"):
        send_code(phone=PHONE, address="203.0.113.7", at=after(31))
    assert send_code(phone=PHONE, address="203.0.113.8", at=after(32))
    assert send_code(phone="13800001111", at=after(33))
    assert send_code(phone="13800001112", address="203.0.113.7", at=after(3601))


def test_the_address_lies_in_the_database_only_as_a_keyed_hash():
    row = send_code(phone=PHONE, address="203.0.113.7", at=NOW)
    assert len(row.asked_from_hash) == 32
    assert b"203.0.113" not in row.asked_from_hash


def test_the_page_says_what_to_do_when_an_address_asked_for_too_many(client):
    now = timezone.now()
    for number in range(30):
        send_code(phone=f"1390000{number:04d}", address="127.0.0.1", at=now)
    page = client.post("/signin/phone/", {"phone": PHONE})
    assert page.status_code == 422
    assert "请一小时后再试" in page.content.decode()
