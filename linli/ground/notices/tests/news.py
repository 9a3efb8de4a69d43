"""Notices of the tests, and a message of its own."""

from __future__ import annotations

from datetime import datetime

from linli.ground.notices.actions.telling import post
from linli.ground.notices.kinds import NOTICES, Audience, Notice
from linli.ground.notices.models import Message, address_hash

OWED = Notice(
    "test.owed",
    Audience.RESIDENT,
    label="A decision",
    line="Report %(number)s was decided",
    text="Your report %(number)s was decided. %(link)s",
)
NEWS = Notice(
    "test.news",
    Audience.RESIDENT,
    label="News",
    line="News about %(number)s",
    refusable=True,
    digest=True,
)
ALARM = Notice("test.alarm", Audience.RESIDENT, label="Alarm", line="%(number)s", urgent=True)
ORDERS = Notice("test.orders", Audience.STAFF, label="Work", line="Case %(number)s", digest=True)
SUMMONS = Notice("test.summons", Audience.STAFF, label="Summons", line="%(number)s", urgent=True)

KINDS = {each.code: NOTICES.pop(each.code) for each in (OWED, NEWS, ALARM, ORDERS, SUMMONS)}
"""Registered while a test of this folder runs (conftest): no page of another test lists them."""


def texted(phone: str, text: str, at: datetime) -> Message:
    """A text that is due on a phone."""
    number = {"address": phone, "address_hash": address_hash(Message.Channel.SMS, phone)}
    message = Message(channel=Message.Channel.SMS, **number, text=text, created_at=at, due_at=at)
    post([message], at=at)
    return message
