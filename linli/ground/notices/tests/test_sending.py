"""Sending: each message once, at its hour, again where it failed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from linli.environment import Outside
from linli.ground.journal.models import Entry
from linli.ground.notices import channels
from linli.ground.notices.actions import notify, resend, send_due, sending, set_preference
from linli.ground.notices.channels import Doubtful, Letter, NotSent
from linli.ground.notices.models import Message
from linli.ground.notices.tests.news import ALARM, NEWS, ORDERS, OWED
from linli.ground.people.actions import add_contact, declare_purposes, give_consent
from linli.ground.people.models import PurposeText
from linli.ground.people.purposes import shipped
from linli.ground.worktime.calendar import ZONE

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=ZONE)
NIGHT = datetime(2026, 5, 11, 23, 0, tzinfo=ZONE)
MORNING = datetime(2026, 5, 12, 8, 0, tzinfo=ZONE)


class Post:
    """A channel that keeps what it took, and fails as often as it is told."""

    def __init__(self, *, repeatable: bool = True) -> None:
        self.repeatable = repeatable
        self.taken: list[Letter] = []
        self.failures: list[Exception] = []

    def send(self, letter: Letter) -> str:
        if self.failures:
            raise self.failures.pop(0)
        if not (self.repeatable and letter.key in {each.key for each in self.taken}):
            self.taken.append(letter)
        return f"no {len(self.taken)}"

    @property
    def texts(self) -> list[str]:
        return [letter.text for letter in self.taken]


@pytest.fixture
def sms(monkeypatch):
    post = Post()
    monkeypatch.setitem(channels.CHANNELS, "sms", post)
    return post


def tell(cast, notice, at, number="8", name="zhou"):
    notify(notice, to=cast.residents[name], about=cast.li, at=at, number=number)


def minutes(count):
    return timedelta(minutes=count)


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_due_is_sent_once_and_recorded(cast, sms):
    tell(cast, OWED, NOON)
    assert (send_due(at=NOON), send_due(at=NOON)) == (1, 0)
    message = Message.objects.get()
    assert (message.state, message.sent_at, message.external_id) == ("sent", NOON, "no 1")
    assert sms.taken[0].key == f"linli-{message.pk}"


def test_what_was_put_off_to_the_morning_is_sent_then(cast, sms):
    tell(cast, OWED, NIGHT)
    assert (send_due(at=NIGHT), send_due(at=MORNING)) == (0, 1)


def test_a_worker_that_was_away_sends_nothing_at_night(cast, sms):
    tell(cast, OWED, NOON)
    tell(cast, ALARM, NOON, number="9")
    send_due(at=NIGHT)
    assert sms.texts == ["9"]
    send_due(at=MORNING)
    assert len(sms.texts) == 2


def test_ten_that_can_wait_become_one_message(cast, sms):
    for number in range(10):
        tell(cast, NEWS, NIGHT, number=str(number))
    tell(cast, NEWS, NIGHT, name="wu")
    send_due(at=MORNING)
    assert [letter.text.count("\n") for letter in sms.taken] == [10, 0]
    assert "News about 9" in sms.texts[0]
    assert set(states()) == {"sent"}


def test_what_is_owed_goes_by_itself(cast, sms):
    tell(cast, NEWS, NIGHT)
    tell(cast, OWED, NIGHT)
    send_due(at=MORNING)
    assert len(sms.taken) == 2


def test_a_failure_is_tried_again_later_and_then_given_up(cast, sms):
    sms.failures = [NotSent("busy")] * 6
    tell(cast, OWED, NOON)
    at, waits = NOON, [1, 5, 15, 60, 240]
    for wait in waits:
        assert send_due(at=at) == 1
        assert send_due(at=at) == 0
        at += minutes(wait)
    assert (send_due(at=at), states(), sms.taken) == (1, ["failed"], [])
    assert Message.objects.get().error == "busy"


def test_what_will_never_be_taken_is_given_up_at_once(cast, sms):
    sms.failures = [NotSent("no such number", final=True)]
    tell(cast, OWED, NOON)
    send_due(at=NOON)
    assert states() == ["failed"]


def test_what_was_given_up_goes_by_the_next_way(cast, sms, monkeypatch):
    wecom, email = Post(), Post()
    monkeypatch.setitem(channels.CHANNELS, "wecom", wecom)
    monkeypatch.setitem(channels.CHANNELS, "email", email)
    wecom.failures = [NotSent("no such member", final=True)]
    chosen = {"language": "", "channel": "", "few": False, "refused": []}
    set_preference(**chosen, email="li@example.org", wecom="li", by=cast.li, at=NOON)
    notify(ORDERS, to=cast.li, about=cast.li, at=NOON, number="8")
    afternoon = NOON + timedelta(hours=2)
    send_due(at=afternoon)
    send_due(at=afternoon + timedelta(days=1))
    assert (wecom.taken, email.texts, states()) == ([], ["Case 8"], ["failed", "sent"])


def test_what_goes_by_the_next_way_leads_to_the_same_page(cast, sms, monkeypatch, settings):
    settings.GATEWAYS = Outside(public_url="https://linli.example.org")
    monkeypatch.setitem(channels.CHANNELS, "email", email := Post())
    sms.failures = [NotSent("no such number", final=True)]
    zhou = cast.residents["zhou"]
    add_contact(zhou, kind="email", value="z@example.org", where="", by=cast.zhou, at=NOON)
    declare_purposes(shipped(), by=cast.system, at=NOON)
    text = PurposeText.objects.get(purpose__code="other_contacts")
    give_consent(zhou, text=text, by=cast.zhou, at=NOON)
    given = {"about": cast.li, "at": NOON, "link": "/my-case/8/", "outside": "/s/short/"}
    notify(OWED, to=zhou, number="8", **given)
    send_due(at=NOON)
    send_due(at=NOON)
    assert [letter.text.split()[-1] for letter in email.taken] == [
        "https://linli.example.org/s/short/"
    ]


@pytest.mark.parametrize(("repeatable", "then"), [(True, "sent"), (False, "doubtful")])
def test_a_worker_that_died_before_sending_leaves_its_message_to_the_next(
    cast, sms, repeatable, then, monkeypatch
):
    sms.repeatable = repeatable
    tell(cast, OWED, NOON)
    monkeypatch.setattr(sending, "_send", lambda bundle, at: None)
    send_due(at=NOON)
    monkeypatch.undo()
    monkeypatch.setitem(channels.CHANNELS, "sms", sms)
    assert (send_due(at=NOON + minutes(9)), states()) == (0, ["sending"])
    send_due(at=NOON + minutes(10))
    assert (states(), len(sms.taken)) == ([then], 1 if repeatable else 0)


def test_a_worker_that_died_after_sending_does_not_make_it_two(cast, sms, monkeypatch):
    for number in "12":
        tell(cast, NEWS, NOON, number=number)
    monkeypatch.setattr(sending, "_mark_sent", lambda *args: None)
    send_due(at=NOON)
    tell(cast, NEWS, NOON, number="3")
    monkeypatch.undo()
    monkeypatch.setitem(channels.CHANNELS, "sms", sms)
    while send_due(at=NOON + minutes(10)):
        pass
    assert [text.count("News") for text in sms.texts] == [2, 1]
    assert states() == ["sent"] * 3


def test_what_may_have_arrived_is_not_repeated_without_a_person(cast, sms):
    sms.repeatable, sms.failures = False, [Doubtful("connection broken")]
    tell(cast, OWED, NOON)
    send_due(at=NOON)
    assert send_due(at=NOON + timedelta(days=1)) == 0
    [message] = Message.objects.stuck()
    resend(message, by=cast.sysadmin, at=NOON)
    send_due(at=NOON)
    assert (states(), len(sms.taken)) == (["sent"], 1)
    assert Entry.objects.filter(event="notices.resend").count() == 1


def test_what_was_sent_is_not_sent_again_by_a_person(cast, sms):
    tell(cast, OWED, NOON)
    send_due(at=NOON)
    resend(Message.objects.get(), by=cast.sysadmin, at=NOON)
    assert send_due(at=NOON) == 0
    assert not Entry.objects.filter(event="notices.resend").exists()


def test_a_fault_of_the_channel_does_not_stop_the_others(cast, sms):
    sms.failures = [KeyError("oops")]
    tell(cast, OWED, NOON)
    tell(cast, OWED, NOON, name="wu")
    assert send_due(at=NOON) == 2
    assert states() == ["waiting", "sent"]
