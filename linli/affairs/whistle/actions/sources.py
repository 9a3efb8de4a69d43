"""What the street does with a source (哨源), and whoever proposed it."""

from __future__ import annotations

from datetime import datetime

from linli.affairs.whistle.actions.beginning import urgency_of
from linli.affairs.whistle.actions.words import remark
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import Whistle
from linli.ground.org.models import User


@flow.does("take_up")
def take_up(
    whistle: Whistle,
    *,
    type: str,  # noqa: A002 - the field's own name
    by: User,
    at: datetime,
    note: str = "",
) -> None:
    """Take the source up: of this kind the whistle is to be."""
    whistle.type, whistle.urgency = type, urgency_of(type)
    remark(whistle, note, by=by, at=at)


@flow.does("answer")
def answer(whistle: Whistle, *, reason_code: str, text: str, by: User, at: datetime) -> None:
    """Answer whoever proposed it, with the reason why no whistle is blown."""
    whistle.reason, whistle.answer = reason_code, text.strip()
    whistle.end(at)


@flow.does("withdraw")
def withdraw(whistle: Whistle, *, by: User, at: datetime) -> None:
    """Let it be."""
    whistle.end(at)
