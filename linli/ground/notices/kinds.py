"""What people can be told. A notice is registered by being made; its code is what a row keeps.

An app declares its notices in `notices.py`, beside its `events.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

Words = str | Promise

NOTICES: dict[str, Notice] = {}
"""Every notice of the installed apps, by code."""


class DuplicateNotice(ValueError):
    """Two notices carry the same code."""


class Audience(StrEnum):
    """Whom a notice speaks to; the rule pack sets channels and hours for each."""

    STAFF = "staff"
    RESIDENT = "resident"


@dataclass(frozen=True)
class Notice:
    """A kind of thing that people are told, and in which words.

    `code`: `app.what`. `label`: its name on the page of preferences. `line`: one line, for the
    bell, the subject and the digest. `text`: the words of a message; the line where there are
    none. Both are English msgids with places such as `%(number)s`; besides the values given to
    `notify` there is `%(link)s`, the whole address (empty without LINLI_PUBLIC_URL).

    They carry a number, a unit or a date, never who somebody is or what was reported: a message
    is read by whoever holds the phone.

    `urgent`: goes at any hour, and never into a digest. `refusable`: somebody may do without
    messages of this kind (what rests on consent or on courtesy; not what the law has to be told
    to the parties). `digest`: may wait and be put together with others.
    """

    code: str
    audience: Audience
    label: Words
    line: Words
    text: Words = ""
    urgent: bool = False
    refusable: bool = False
    digest: bool = False
    others: Mapping[str, Words] = field(default_factory=dict)
    """Other words for single channels, by the name of the channel."""

    def __post_init__(self) -> None:
        if NOTICES.setdefault(self.code, self) is not self:
            raise DuplicateNotice(self.code)

    def subject(self, values: Mapping[str, str]) -> str:
        """The line, in the language that is active."""
        return str(self.line) % values

    def words(self, channel: str, values: Mapping[str, str]) -> str:
        """The text for a channel, in the language that is active."""
        return (str(self.others.get(channel) or self.text or self.line) % values).strip()


def plain(values: Mapping[str, Any]) -> dict[str, str]:
    """The values as texts in the language that is active; a moment by the clock of the place."""
    return {
        name: (
            timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
            if isinstance(value, datetime)
            else str(value)
        )
        for name, value in values.items()
    }
