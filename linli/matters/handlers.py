"""What follows from anything that happens to a matter of any kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.org.models import User
from linli.ground.worktime.calendar import last_day
from linli.matters.ahead import answerable
from linli.matters.events import COMMENTED, ESCALATED, MENTIONED, MISSED, WARNED
from linli.matters.mentions import may_see
from linli.matters.models import Matter, Participation, Urgency
from linli.matters.notices import MENTION
from linli.matters.queries import specifics
from linli.matters.search.actions import index


@on(COMMENTED)
def index_what_was_said(entries: Sequence[Entry]) -> None:
    """Make comments findable."""
    index(sorted({int(entry.about_id) for entry in entries}))


@on(COMMENTED, MENTIONED)
def tell_who_was_mentioned(entries: Sequence[Entry]) -> None:
    """Tell the colleagues whom a comment or a move mentions, who may still see the matter."""
    mentioning = [entry for entry in entries if entry.data.get("mentioned")]
    found = specifics([int(entry.about_id) for entry in mentioning])
    people = User.objects.in_bulk({pk for entry in mentioning for pk in entry.data["mentioned"]})
    notify_all(
        _mention(matter, entry, [people[pk] for pk in entry.data["mentioned"] if pk in people])
        for entry in mentioning
        if (matter := found.get(int(entry.about_id)))
    )


def _mention(matter: Matter, entry: Entry, people: list[User]) -> Telling:
    values = {"kind": str(matter.flow.label), "number": matter.number}
    link = reverse(f"{matter.flow.app}:page", args=[matter.number])
    seeing = [person for person in people if may_see(person, matter, entry.at)]
    return Telling(MENTION, seeing, matter, entry.at, values, place=matter.place_id, link=link)


@on(WARNED, MISSED, ESCALATED)
def tell_by_the_ladder(entries: Sequence[Entry]) -> None:
    """Tell whom the rule pack names for the rung that a clock has reached."""
    climbing = [entry for entry in entries if entry.data.get("steps")]
    found = specifics([int(entry.about_id) for entry in climbing])
    notify_all(
        telling
        for entry in climbing
        if (matter := found.get(int(entry.about_id)))
        for telling in _tellings(matter, entry)
    )


def _tellings(matter: Matter, entry: Entry) -> Iterator[Telling]:
    flow = matter.flow
    values = {
        "kind": str(flow.label),
        "number": matter.number,
        "unit": matter.holder.name if matter.holder else "",
        "place": matter.place.name,
        "day": last_day(matter.due_at).isoformat() if matter.due_at else "",
    }
    link = reverse(f"{flow.app}:page", args=[matter.number])
    asked = Participation.objects.select_related("unit")
    part = asked.filter(pk=entry.data.get("participation")).first()
    for whom, does in entry.data["steps"]:
        people = answerable(matter, whom, entry.at, part)
        if flow.keeps_from:
            people = [each for each in people if not flow.keeps_from(each, matter, entry.at)]
        notice, at_once = flow.tells[does], matter.urgency == Urgency.EMERGENCY
        given = {"place": matter.place_id, "link": link}
        yield Telling(notice, people, matter, entry.at, values, **given, at_once=at_once)
