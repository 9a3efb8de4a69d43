"""The moves of a supervision: the unit answers or objects, the official accepts or goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.affairs.supervision.events import TAKEN_UP
from linli.affairs.supervision.flow import flow
from linli.affairs.supervision.models import (
    Demand,
    Objection,
    Reply,
    Step,
    Suggestion,
    Supervision,
    Tolerance,
)
from linli.affairs.supervision.pack import SupervisionPack
from linli.affairs.supervision.queries import mark_of
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_of
from linli.matters.actions import attach, comment
from linli.matters.attachments import Content
from linli.matters.models import Comment


@flow.does("answer")
def answer(
    supervision: Supervision, *, text: str, photos: Sequence[Content] = (), by: User, at: datetime
) -> None:
    """Tell what was done; with evidence."""
    Reply.objects.create(demand=supervision.current, text=text.strip(), by=by, at=at)
    attach(supervision, contents=photos, stage="after", by=by, at=at, silent=True)


@flow.does("object")
def object_(supervision: Supervision, *, text: str, by: User, at: datetime) -> None:
    """Say that the demand is wrong; somebody who has demanded nothing judges."""
    Objection.objects.create(demand=supervision.current, text=text.strip(), by=by, at=at)


@flow.does("uphold")
def uphold(supervision: Supervision, *, note: str, by: User, at: datetime) -> None:
    """The unit is right: the supervision ends, and counts for nothing."""
    _judge(supervision, True, note, by, at)
    supervision.mark = ""
    supervision.end(at)


@flow.does("dismiss")
def dismiss(supervision: Supervision, *, note: str, by: User, at: datetime) -> None:
    """The demand stands; the unit has its time to answer anew, if it has not answered."""
    _judge(supervision, False, note, by, at)


def _judge(supervision: Supervision, upheld: bool, note: str, by: User, at: datetime) -> None:
    objection = supervision.current.objection
    objection.judge(upheld=upheld, note=note.strip(), by=by, at=at)
    objection.save()


@flow.does("accept")
def accept(supervision: Supervision, *, note: str = "", by: User, at: datetime) -> None:
    """The matter is put right."""
    _judge_reply(supervision, True, note, by, at)
    supervision.end(at)


@flow.does("send_back")
def send_back(supervision: Supervision, *, note: str, by: User, at: datetime) -> None:
    """The answer is not enough; the unit has the time of the step once more."""
    _judge_reply(supervision, False, note, by, at)


def _judge_reply(supervision: Supervision, enough: bool, note: str, by: User, at: datetime) -> None:
    waiting = Reply.objects.filter(demand__supervision=supervision, enough=None)
    waiting.update(enough=enough, note=note.strip(), judged_by=by, judged_at=at)


@flow.does("go_on")
def go_on(supervision: Supervision, *, step: str, text: str, by: User, at: datetime) -> None:
    """Take a step further up."""
    assert supervision.holder_id is not None
    rules = pack_of(supervision.rule_pack_id).section(SupervisionPack)
    _judge_reply(supervision, False, "", by, at)
    mark = mark_of(supervision.subject_id, supervision.holder_id, Step(step), rules, at)
    supervision.step, supervision.demanded_at = step, at
    supervision.mark = mark or supervision.mark
    Demand.objects.create(
        supervision=supervision, step=step, text=text.strip(), by=by, at=at, mark=mark
    )
    overtake(supervision, by, at)


@flow.does("tolerate")
def tolerate(supervision: Supervision, *, kind: str, reason: str, by: User, at: datetime) -> None:
    """Let an error be: nothing follows from it, and the mark goes."""
    Tolerance.objects.create(
        supervision=supervision, kind=kind, reason=reason.strip(), approver=by, at=at
    )
    supervision.mark = ""
    supervision.end(at)


@flow.does("take_back")
def take_back(supervision: Supervision, *, note: str, by: User, at: datetime) -> None:
    """The supervision was not called for, or no longer is; why, stays on its page."""
    internal = Comment.Audience.INTERNAL
    comment(supervision, text=note, audience=internal, by=by, at=at, silent=True)
    supervision.mark = ""
    supervision.end(at)


@flow.does("refer")
def refer(supervision: Supervision, *, letter: str, receiver: str, by: User, at: datetime) -> None:
    """Leave the rest to those who decide on accountability; only the reference is kept."""
    _judge_reply(supervision, False, "", by, at)
    supervision.step, supervision.letter, supervision.receiver = Step.REFERRAL, letter, receiver
    supervision.end(at)
    overtake(supervision, by, at)


def overtake(supervision: Supervision, by: User, at: datetime) -> None:
    """What was suggested up to this step has come about."""
    suggested = Suggestion.objects.open().filter(
        matter=supervision.subject_id, unit=supervision.holder_id
    )
    for suggestion in suggested.select_for_update():
        if Step(suggestion.step).rank <= Step(supervision.step).rank:
            suggestion.outcome, suggestion.by = Suggestion.Outcome.TAKEN_UP, by
            suggestion.at, suggestion.supervision = at, supervision
            suggestion.wait_until = None
            suggestion.save()
            publish(TAKEN_UP, about=suggestion, by=by, at=at, step=supervision.step)
