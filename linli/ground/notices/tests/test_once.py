"""Whatever happens in whatever order: each message arrives once, and never in quiet hours."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.ground.notices import channels
from linli.ground.notices.actions import notify, send_due, sending, set_preference
from linli.ground.notices.channels import Letter, NotSent
from linli.ground.notices.models import Message, Notification, Preference
from linli.ground.notices.tests.news import ALARM, NEWS, ORDERS, OWED, SUMMONS
from linli.ground.worktime.calendar import ZONE, is_working_day

START = datetime(2026, 5, 8, 6, 0, tzinfo=ZONE)  # a Friday; the Saturday after is worked
RESIDENTS, STAFF = (OWED, NEWS, ALARM), (ORDERS, SUMMONS)

tells = st.tuples(st.just("tell"), st.sampled_from([*RESIDENTS, *STAFF]), st.integers(0, 1))
sends = st.tuples(st.just("send"), st.sampled_from(["well", "fails", "dies early", "dies late"]))
waits = st.tuples(st.just("wait"), st.integers(1, 12 * 60))
STORIES = st.lists(st.one_of(tells, sends, waits), max_size=25)


class Phones:
    """A channel that drops repeated keys, fails where it is told to, and notes the hour."""

    repeatable = True

    def __init__(self) -> None:
        self.at, self.fails = START, False
        self.arrived: dict[str, tuple[Letter, datetime]] = {}

    def send(self, letter: Letter) -> str:
        if self.fails:
            raise NotSent("busy")
        self.arrived.setdefault(letter.key, (letter, self.at))
        return letter.key

    def lines(self) -> Counter[str]:
        """How often each number arrived; the words of the tests end in it."""
        found: Counter[str] = Counter()
        for letter, _at in self.arrived.values():
            found.update(set(_numbers(letter.text)))
        return found


def _numbers(text: str) -> list[str]:
    return [word.strip(".") for word in text.split() if word.startswith("#")]


def _quiet(letter: Letter, at: datetime) -> bool:
    local = at.astimezone(ZONE)
    if letter.code in ("test.alarm", "test.summons"):
        return False
    minutes = local.hour * 60 + local.minute
    if "@" in letter.address:
        return not (is_working_day(local.date()) and 8 * 60 + 30 <= minutes < 18 * 60)
    return not 8 * 60 <= minutes < 21 * 60


@pytest.mark.django_db(transaction=True)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES)
def test_each_message_arrives_once_and_never_in_quiet_hours(cast, monkeypatch, story):
    for model in (Message, Notification, Preference):
        model.objects.all().delete()
    phones, at, told = Phones(), START, 0
    for name in Message.Channel.values:
        monkeypatch.setitem(channels.CHANNELS, name, phones)
    wanted = {"language": "", "channel": "", "few": False, "refused": []}
    for user in (cast.li, cast.wang):
        set_preference(**wanted, email=f"{user.username}@example.org", by=user, at=at)
    people = {True: [cast.li, cast.wang], False: [cast.residents["zhou"], cast.residents["wu"]]}
    for what, *how in story:
        if what == "tell":
            told += 1
            notice, who = how
            to = people[notice in STAFF][who]
            notify(notice, to=to, about=cast.li, at=at, number=f"#{told}")
        elif what == "wait":
            at += timedelta(minutes=how[0])
        else:
            _send(phones, at, how[0])
    end = at + timedelta(days=10)
    while at < end and Message.objects.exclude(state="sent").exists():
        at += timedelta(hours=1)
        _send(phones, at, "well")
    _send(phones, end, "well")
    assert phones.lines() == Counter({f"#{number + 1}": 1 for number in range(told)})
    assert set(Message.objects.values_list("state", flat=True)) <= {"sent"}
    assert not [letter for letter, when in phones.arrived.values() if _quiet(letter, when)]


def _send(phones: Phones, at: datetime, how: str) -> None:
    """Let the worker work; where it dies, what it had claimed is left as it was."""
    phones.at, phones.fails = at, how == "fails"
    dead = {"dies early": "_send", "dies late": "_mark_sent"}.get(how)
    if dead:
        with patch.object(sending, dead, lambda *args: None):
            send_due(at=at)
        return
    while send_due(at=at):
        pass
