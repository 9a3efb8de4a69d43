"""What the pages of items, tasks and refusals show to one user at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.affairs.admission import queries
from linli.affairs.admission.against import money_amiss
from linli.affairs.admission.models import Admission, Refusal, ResidentsVote, State, Task
from linli.affairs.admission.money import yuan
from linli.affairs.admission.parts import parts
from linli.affairs.admission.rules import APPLY
from linli.ground.org.models import User
from linli.matters.ahead import next_step
from linli.matters.forms import AttachForm, CommentForm
from linli.matters.models import Deadline, Matter
from linli.matters.offers import Fact, lights, offers
from linli.matters.rules import Attempt
from linli.matters.timeline import timeline


def context(
    matter: Matter, user: User, at: datetime, form: Form | None, name: str
) -> dict[str, Any]:
    """Everything on the page; `form` is the one filled in for the move `name`, if any."""
    own = matter.specific()
    attempt = Attempt(own, at)
    clocks = list(own.deadlines.select_related("participation__unit").order_by("pk"))
    comments = list(own.comments.select_related("by"))
    return {
        "matter": own,
        "now": at,
        "offers": offers(attempt, user, form, name),
        "clocks": lights(own.flow, [each for each in clocks if each.participation_id is None]),
        "next_step": next_step(own, clocks),
        "mark": max((entry.pk for entry in attempt.entries), default=0),
        "timeline": timeline(attempt.entries, comments, _words(attempt)),
        "files": list(own.attachments.select_related("blob").order_by("pk")),
        "comment_form": CommentForm(matter=matter),
        "attach_form": AttachForm(initial={"stage": "after"}),
        **_own(own, attempt, user, clocks),
    }


def _words(attempt: Attempt) -> Iterator[tuple[int, datetime, str]]:
    """What was said with the parts, for the timeline."""
    for part in attempt.participations:
        yield part.asked_by_id, part.asked_at, f"{part.unit.name}：{part.task}"
        if part.answered_by_id and part.answered_at:
            yield part.answered_by_id, part.answered_at, f"{part.unit.name}：{part.answer}"
        if part.released_by_id and part.released_at:
            yield part.released_by_id, part.released_at, f"{part.unit.name}：{part.release_reason}"


def _own(matter: Matter, attempt: Attempt, user: User, clocks: list[Deadline]) -> dict[str, Any]:
    """What only this kind shows."""
    match matter:
        case Admission():
            return _of_item(matter, attempt, user, clocks)
        case Task():
            return {"facts": list(_task_facts(matter)), "parts": parts(attempt, clocks)}
        case Refusal():
            return {"facts": list(_refusal_facts(matter)), "opinions": _opinions(attempt, clocks)}
    raise TypeError(matter.kind)


def _of_item(
    item: Admission, attempt: Attempt, user: User, clocks: list[Deadline]
) -> dict[str, Any]:
    open_ = item.state in (State.SUBMITTED, State.SCREENED, State.JOINT_REVIEW, State.DRAFT)
    arrivals = list(item.arrivals.all())
    return {
        "facts": list(_item_facts(item)),
        "workload": list(_spans(item)),
        "fields": list(item.fields.all()),
        "typed_twice": queries.typed_twice(item) if open_ else [],
        "money_amiss": money_amiss(item) if open_ else "",
        "arrivals": arrivals,
        "arrived": sum((each.amount for each in arrivals), start=0),
        **_heard(item, attempt, clocks),
        "tasks": list(queries.visible_tasks(user, attempt.at).filter(item=item)[:20]),
        "may_hand_out": _may_hand_out(item, user, attempt.at),
    }


@dataclass(slots=True)
class Span:
    """Months one after another that take the same person-hours, each by its first day."""

    first: date
    last: date
    hours: int


def _spans(item: Admission) -> Iterator[Span]:
    """The workload of an item, as few lines as tell it."""
    span: Span | None = None
    for each in item.workload.all():
        if span and each.hours == span.hours and each.month == _after(span.last):
            span.last = each.month
            continue
        if span:
            yield span
        span = Span(each.month, each.month, each.hours)
    if span:
        yield span


def _after(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _heard(item: Admission, attempt: Attempt, clocks: list[Deadline]) -> dict[str, Any]:
    """What units think of the application, and what residents said in the review."""
    every = _opinions(attempt, clocks)
    since = item.review_since
    if since is None:
        return {"opinions": every}
    asked = [each for each in every if each[0].asked_at >= since]
    votes = ResidentsVote.objects.in_bulk([part.pk for part, _deadline in asked])
    return {
        "opinions": [each for each in every if each[0].asked_at < since],
        "residents": [(part, deadline, votes.get(part.pk)) for part, deadline in asked],
        "in_favour": sum(each.in_favour for each in votes.values()),
        "against": sum(each.against for each in votes.values()),
        "rejected": queries.rejected_by_residents(item),
    }


def _opinions(attempt: Attempt, clocks: list[Deadline]) -> list[tuple[Any, Deadline | None]]:
    by_part = {each.participation_id: each for each in clocks if each.participation_id}
    return [(part, by_part.get(part.pk)) for part in attempt.participations]


def _may_hand_out(item: Admission, user: User, at: datetime) -> bool:
    units = frozenset(duty.unit_id for duty in user.duties_with(APPLY, at))
    return queries.items_for(units, queries.day(at)).filter(pk=item.pk).exists()


def _item_facts(item: Admission) -> Iterator[Fact]:
    yield Fact(_("Unit that asks"), item.department)
    yield Fact(_("What it is"), item.get_subject_display())
    yield Fact(_("For all communities of"), item.place.name)
    yield Fact(_("Line of the list"), item.listed or _("On neither list"))
    yield Fact(_("Legal basis"), item.basis)
    yield Fact(_("Term"), f"{item.starts_on} – {item.ends_on}")
    yield Fact(_("Who does it"), item.staff)
    money = _("%(way)s · %(sum)s yuan") % {
        "way": item.get_funding_display(),
        "sum": yuan(item.money),
    }
    yield Fact(_("Money"), money if item.money else item.get_funding_display())
    for label, text in (
        (_("Data that is needed"), item.data_needed),
        (_("Training"), item.training),
        (_("How it is evaluated"), item.evaluation),
        (_("Conditions"), item.conditions),
    ):
        if text:
            yield Fact(label, text)
    if item.exemption:
        yield Fact(_("Exemption claimed"), item.get_exemption_display())
        yield Fact(_("Why it needs no procedure"), item.exemption_reason)
        yield Fact(_("Granted by"), item.exempted_by or _("Nobody yet"))


def _task_facts(task: Task) -> Iterator[Fact]:
    yield Fact(_("Handed out by"), task.unit)
    yield Fact(_("What shows that it is done"), task.evidence)
    yield Fact(_("To be done by"), task.answer_by.isoformat())
    yield Fact(_("Person-hours, of each community"), task.hours)


def _refusal_facts(refusal: Refusal) -> Iterator[Fact]:
    yield Fact(_("Community"), refusal.community)
    yield Fact(_("Who asked"), refusal.department)
    yield Fact(_("What it is"), refusal.get_subject_display())
    yield Fact(_("How it was asked"), refusal.get_way_display())
    yield Fact(_("Asked on"), refusal.asked_on.isoformat())
    yield Fact(pgettext("refusal", "Ground"), refusal.get_ground_display())
    if refusal.ruling:
        yield Fact(_("Decision"), refusal.ruling)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in the list, with how far its communities are."""

    task: Task
    asked: int
    reported: int
    refused: int


def task_lines(tasks: list[Task]) -> list[TaskLine]:
    """The lines of a page of tasks; one query for all."""
    counts = queries.standing_of([task.pk for task in tasks])
    return [TaskLine(task, *counts.get(task.pk, (0, 0, 0))) for task in tasks]
