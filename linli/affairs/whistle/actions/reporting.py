"""What a named department does: sign, be in contact, report in, finish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.affairs.whistle.actions.words import remark
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import Attendance, Naming, Whistle
from linli.affairs.whistle.rules import own, to_sign
from linli.ground.org.models import User
from linli.matters import asking
from linli.matters.actions import attach
from linli.matters.attachments import Content
from linli.matters.rules import Attempt


@flow.does("sign")
def sign(whistle: Whistle, *, by: User, at: datetime) -> None:
    """Sign in the name of every own department that has not signed yet."""
    for naming in own(by, Attempt(whistle, at), to_sign):
        _sign(naming, whistle, by, at)


def _sign(naming: Naming, whistle: Whistle, by: User, at: datetime) -> None:
    if naming.signed_at is None:
        naming.signed_by, naming.signed_at = by, at
        naming.save(update_fields=["signed_by", "signed_at"])
        asking.step(naming.part, whistle, made=("sign",), at=at)


@flow.does("contact")
def contact(whistle: Whistle, *, part: Naming, note: str, by: User, at: datetime) -> None:
    """Record that the department and the street have spoken."""
    part.contacted_at = at
    part.save(update_fields=["contacted_at"])
    asking.step(part.part, whistle, made=("contact",), at=at)
    remark(whistle, note, part=part.part, by=by, at=at)


@flow.does("report_in")
def report_in(
    whistle: Whistle,
    *,
    part: Naming,
    presence: str,
    by: User,
    at: datetime,
    post: str = "",
    note: str = "",
) -> None:
    """Record that the department has come, at what level and as what; who that is, is not kept.

    Whoever comes has signed and is in contact; the clock of the result begins.
    """
    _sign(part, whistle, by, at)
    part.arrived_at, part.presence, part.post = at, presence, post.strip()
    part.contacted_at = part.contacted_at or at
    part.save(update_fields=["arrived_at", "presence", "post", "contacted_at"])
    made = ("contact", "report_in")
    asking.step(part.part, whistle, made=made, begins=("finish",), at=at)
    remark(whistle, note, part=part.part, by=by, at=at)


@flow.does("correct_attendance")
def correct_attendance(
    whistle: Whistle,
    *,
    part: Naming,
    presence: str,
    note: str,
    by: User,
    at: datetime,
    post: str = "",
) -> None:
    """Say who really came; what was recorded before stays beside it."""
    Attendance.objects.create(
        part=part.part, presence=presence, post=post.strip(), note=note.strip(), by=by, at=at
    )


@flow.does("finish")
def finish(
    whistle: Whistle,
    *,
    part: Naming,
    outcome: str,
    text: str,
    by: User,
    at: datetime,
    photos: Sequence[Content] = (),
) -> None:
    """Report what the department has done."""
    part.outcome = outcome
    part.save(update_fields=["outcome"])
    asking.answer(part.part, whistle, text=text, by=by, at=at)
    attach(whistle, contents=photos, stage="after", by=by, at=at, silent=True)
