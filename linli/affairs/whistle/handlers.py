"""Who is told when something happens to a whistle. The journal brings each entry once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.urls import reverse

from linli.affairs.whistle import notices
from linli.affairs.whistle.events import PREPARED, PROPOSED
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import State, Type, Whistle
from linli.affairs.whistle.rules import (
    ANSWERS,
    BLOWS,
    CONFIRMS,
    JUDGES,
    REVIEWS,
    may_blow,
    pack_of_whistle,
)
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.notices.kinds import Notice
from linli.ground.org.models import User
from linli.ground.org.queries import staff_at, staff_of
from linli.matters.models import Participation

People = Callable[[Whistle, Entry], list[User]]


def _area(capability: str) -> People:
    """Those who have the capability by the unit nearest to the place."""
    return lambda whistle, entry: staff_at(whistle.place_id, capability, entry.at)


def _blowers(whistle: Whistle, entry: Entry) -> list[User]:
    """Those of the street who may blow whistles of this type."""
    place, pack = whistle.place_id, pack_of_whistle(whistle)
    people = staff_at(place, BLOWS, entry.at)
    return [each for each in people if may_blow(each, whistle.type, place, pack, entry.at)]


def _judges(whistle: Whistle, entry: Entry) -> list[User]:
    """Those who may accept an objection: of the street and of the district."""
    return [*_blowers(whistle, entry), *staff_at(whistle.place_id, JUDGES, entry.at)]


def _called(whistle: Whistle, entry: Entry) -> list[User]:
    """The people of the departments that were named at this moment."""
    parts = Participation.objects.filter(matter=whistle.pk, asked_at=entry.at)
    return _of_units(parts.values_list("unit", flat=True), entry)


def _released(whistle: Whistle, entry: Entry) -> list[User]:
    """The people of the departments that were released at this moment."""
    parts = Participation.objects.filter(matter=whistle.pk, released_at=entry.at)
    return _of_units(parts.values_list("unit", flat=True), entry)


def _judged(whistle: Whistle, entry: Entry) -> list[User]:
    """The people of the department whose objection was judged at this moment."""
    parts = Participation.objects.filter(matter=whistle.pk, objection__judged_at=entry.at)
    return _of_units(parts.values_list("unit", flat=True), entry)


def _finished(whistle: Whistle, entry: Entry) -> list[User]:
    """The people of the departments that did their part."""
    parts = Participation.objects.filter(matter=whistle.pk, answered_at__isnull=False)
    return _of_units(parts.values_list("unit", flat=True).distinct().order_by(), entry)


def _of_units(units: Iterable[int], entry: Entry) -> list[User]:
    people = {user.pk: user for unit in units for user in staff_of(unit, ANSWERS, entry.at)}
    return list(people.values())


def _proposer(whistle: Whistle, entry: Entry) -> list[User]:
    return [whistle.created_by] if whistle.proposed_by_id else []


TOLD: dict[str, tuple[Notice, People]] = {
    PROPOSED.code: (notices.TO_REVIEW, _area(REVIEWS)),
    PREPARED.code: (notices.TO_BLOW, _blowers),
    flow.events["answer"].code: (notices.ANSWERED, _proposer),
    flow.events["take_up"].code: (notices.TO_BLOW, _blowers),
    flow.events["blow"].code: (notices.CALLED, _called),
    flow.events["blow_again"].code: (notices.CALLED, _called),
    flow.events["name"].code: (notices.CALLED, _called),
    flow.events["report_in"].code: (notices.HERE, _area(BLOWS)),
    flow.events["object"].code: (notices.TO_JUDGE, _judges),
    flow.events["uphold"].code: (notices.JUDGED, _judged),
    flow.events["overrule"].code: (notices.JUDGED, _judged),
    flow.events["release"].code: (notices.RELEASED, _released),
    flow.events["call_off"].code: (notices.RELEASED, _released),
    flow.events["escalate"].code: (notices.TO_DECIDE, _area(JUDGES)),
    flow.events["instruct"].code: (notices.DECIDED, _area(BLOWS)),
    flow.events["confirm"].code: (notices.TO_RATE, _finished),
}
"""What who is told when."""

HEARD = [event for event in flow.events.values() if event.code in TOLD]


@on(PROPOSED, PREPARED, *HEARD, flow.events["finish"])
def tell(entries: Sequence[Entry]) -> None:
    """Tell those whose step is the next one."""
    told: list[Telling] = []
    for entry, whistle in _with_whistles(entries):
        if entry.event in TOLD:
            notice, people = TOLD[entry.event]
            told += _telling(whistle, _by_kind(whistle, notice), people(whistle, entry), entry)
        if entry.event == flow.events["take_up"].code:
            told += _telling(whistle, notices.ANSWERED, _proposer(whistle, entry), entry)
        if entry.data.get("target") == State.RESULT:
            people = _area(CONFIRMS)
            told += _telling(whistle, notices.TO_CONFIRM, people(whistle, entry), entry)
    notify_all(told)


def _by_kind(whistle: Whistle, notice: Notice) -> Notice:
    urgent = whistle.type == Type.EMERGENCY and notice is notices.CALLED
    return notices.CALLED_AT_ONCE if urgent else notice


def _with_whistles(entries: Sequence[Entry]) -> list[tuple[Entry, Whistle]]:
    """The entries with their whistles, without those that tell of another kind of matter."""
    rows = Whistle.objects.select_related("place", "holder", "created_by")
    found = rows.in_bulk({int(entry.about_id) for entry in entries})
    return [(entry, found[pk]) for entry in entries if (pk := int(entry.about_id)) in found]


def _telling(
    whistle: Whistle, notice: Notice, people: Sequence[User], entry: Entry
) -> Iterator[Telling]:
    """Without whoever did it. A department called at once comes to the page for the street."""
    others = [each for each in people if each.pk != entry.by_id]
    name = "whistle:now" if notice is notices.CALLED_AT_ONCE else "whistle:page"
    values = {"number": whistle.number, "place": whistle.place.name}
    link = reverse(name, args=[whistle.number])
    yield Telling(notice, others, whistle, entry.at, values, place=whistle.place_id, link=link)
