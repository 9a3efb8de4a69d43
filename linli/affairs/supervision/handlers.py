"""What follows from entries: reasons gather on suggestions, and people are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from linli.affairs.supervision import actions, notices
from linli.affairs.supervision.events import BACK, BEGUN, RAISED, SUGGESTED
from linli.affairs.supervision.flow import flow
from linli.affairs.supervision.models import Step, Suggestion, Supervision
from linli.affairs.supervision.queries import Finding, rules_for
from linli.affairs.supervision.rules import ANSWER, JUDGE, power_of
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.notices.kinds import Notice
from linli.ground.org.actions import the_system
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import staff_at, staff_of
from linli.ground.places.codes import district_of
from linli.ground.worktime.calendar import last_day
from linli.matters.events import ESCALATED, MISSED, WARNED
from linli.matters.grounds import CAUSES, Ground, listen
from linli.matters.models import Deadline, Matter, Participation


@listen
def gather_grounds(entries: Sequence[Entry]) -> None:
    """Suggest a step for what flows have declared a ground."""
    _gather(entries, _declared)


@on(WARNED, MISSED, ESCALATED)
def gather_flags(entries: Sequence[Entry]) -> None:
    """Suggest a step for what the ladder has put before those above."""
    flags = [each for each in entries if any(does == "flag" for _to, does in _steps(each))]
    _gather(flags, _flagged)


def _steps(entry: Entry) -> list[list[str]]:
    steps: list[list[str]] = entry.data.get("steps", [])
    return steps


def _gather(entries: Sequence[Entry], find: Any) -> None:
    matters = Matter.objects.exclude(kind=flow.kind)
    found = matters.in_bulk({int(entry.about_id) for entry in entries})
    for entry in entries:
        matter = found.get(int(entry.about_id))
        finding = find(entry, matter) if matter else None
        if finding and finding.still_counts and _has_somebody_above(finding.unit_id):
            actions.gather([finding], by=the_system(at=entry.at), at=entry.at)


def _declared(entry: Entry, matter: Matter) -> Finding | None:
    cause = CAUSES[entry.event]
    unit_id = entry.data.get(cause.of)
    if cause.of == "part":
        part = Participation.objects.filter(pk=unit_id).first()
        unit_id = part.unit_id if part else None
    if unit_id is None:
        return None
    step = getattr(rules_for(matter.place_id, entry.at).suggests, cause.ground)
    return Finding(matter, unit_id, Step(step), cause.ground, entry.pk)


def _flagged(entry: Entry, matter: Matter) -> Finding | None:
    """The clock that is late by far, unless it was stopped meanwhile."""
    clocks = Deadline.objects.running().filter(matter=matter, name=entry.data["clock"])
    clock = clocks.filter(participation=entry.data.get("participation")).first()
    kept = matter.flow.clock(entry.data["clock"])
    if clock is None or kept is None or not (kept.of_holder or clock.participation_id):
        return None
    unit_id = clock.participation.unit_id if clock.participation else matter.holder_id
    if unit_id is None:
        return None
    step = Step(rules_for(matter.place_id, entry.at).suggests.flagged)
    when = str(entry.data.get("when", ""))
    return Finding(matter, unit_id, step, Ground.FLAGGED, entry.pk, clock.pk, when)


def _has_somebody_above(unit_id: int) -> bool:
    """The centre of a district has nobody above it here."""
    return not Unit.objects.filter(pk=unit_id, kind=Unit.Kind.DISTRICT_CENTER).exists()


@on(SUGGESTED, RAISED, BACK)
def tell_who_decides(entries: Sequence[Entry]) -> None:
    """Tell those nearest to the matter, outside the unit, who decide the suggested step."""
    rows = Suggestion.objects.open().select_related("matter", "unit")
    found = rows.in_bulk({int(entry.about_id) for entry in entries})
    told = []
    for entry in entries:
        if suggestion := found.get(int(entry.about_id)):
            link = reverse("supervision:suggestion", args=[suggestion.pk])
            place = suggestion.matter.place_id
            values = {"number": suggestion.matter.number, "unit": suggestion.unit.name}
            told.append(
                Telling(
                    notices.SUGGESTED,
                    _deciding(suggestion, entry),
                    suggestion,
                    entry.at,
                    values,
                    place=place,
                    link=link,
                )
            )
    notify_all(told)


def _deciding(suggestion: Suggestion, entry: Entry) -> list[User]:
    place, rules = suggestion.matter.place_id, rules_for(suggestion.matter.place_id, entry.at)
    # A step against a department, or a street, is not decided there: whoever stands above it.
    unit, by_streets = suggestion.unit, rules.streets_towards_departments
    if unit.kind == Unit.Kind.DEPARTMENT and suggestion.step not in by_streets:
        place = unit.place_id
    power = power_of(suggestion.step, rules)
    return staff_at(place, power, entry.at, beside=suggestion.unit_id)


TO_UNIT: dict[str, Notice] = {
    BEGUN.code: notices.DEMANDED,
    flow.events["go_on"].code: notices.DEMANDED,
    flow.events["send_back"].code: notices.DEMANDED,
    flow.events["dismiss"].code: notices.DISMISSED,
    flow.events["uphold"].code: notices.ENDED,
    flow.events["accept"].code: notices.ENDED,
    flow.events["tolerate"].code: notices.ENDED,
    flow.events["take_back"].code: notices.ENDED,
}
"""What the unit is told when."""


@on(BEGUN, *flow.events.values())
def tell(entries: Sequence[Entry]) -> None:
    """Tell the unit what is demanded, whoever demanded it what was answered, and who judges."""
    rows = Supervision.objects.select_related("holder", "subject")
    found = rows.in_bulk({int(entry.about_id) for entry in entries})
    told: list[Telling] = []
    for entry in entries:
        if supervision := found.get(int(entry.about_id)):
            told += _tellings(supervision, entry)
    notify_all(told)


def _tellings(supervision: Supervision, entry: Entry) -> Iterator[Telling]:
    if notice := TO_UNIT.get(entry.event):
        people = staff_of(supervision.holder_id, ANSWER, entry.at)
        yield _telling(supervision, entry, notice, people)
    if entry.event == flow.events["answer"].code:
        yield _telling(supervision, entry, notices.ANSWERED, [supervision.current.by])
    if entry.event == flow.events["object"].code:
        others = _judges(supervision, entry)
        yield _telling(supervision, entry, notices.OBJECTED, others)


def _judges(supervision: Supervision, entry: Entry) -> list[User]:
    """Those nearest who judge the objection: never whoever demanded it."""
    demanded = supervision.current.by_id
    for place in (supervision.place_id, district_of(supervision.place_id)):
        judges = staff_at(place, JUDGE, entry.at, beside=supervision.holder_id)
        if others := [each for each in judges if each.pk != demanded]:
            return others
    return []


def _telling(
    supervision: Supervision, entry: Entry, notice: Notice, people: Sequence[User]
) -> Telling:
    reply = supervision.deadlines.running().filter(name="reply").first()
    values = {
        "number": supervision.number,
        "day": last_day(reply.due_at).isoformat() if reply else "",
        "unit": str(supervision.holder),
    }
    link = reverse("supervision:page", args=[supervision.number])
    others = [each for each in people if each.pk != entry.by_id]
    return Telling(
        notice, others, supervision, entry.at, values, place=supervision.place_id, link=link
    )
