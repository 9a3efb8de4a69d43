"""Who is told when something happens to an item, a task or a refusal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from linli.affairs.admission import flow, notices
from linli.affairs.admission.events import HANDED_OUT, REFUSED
from linli.affairs.admission.models import Refusal
from linli.affairs.admission.rules import ANSWER, APPLY, DECIDE, OPINE, SCREEN
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.notices.kinds import Notice
from linli.ground.org.models import User
from linli.ground.org.queries import staff_of
from linli.matters.models import Matter

ITEMS, TASKS, REFUSALS = flow.items.events, flow.tasks.events, flow.refusals.events
KINDS = ("admission", "task", "refusal")

TO_HOLDER: dict[str, tuple[Notice, str]] = {
    ITEMS["submit"].code: (notices.TO_SCREEN, SCREEN),
    ITEMS["call_review"].code: (notices.TO_DECIDE, DECIDE),
    ITEMS["give_opinion"].code: (notices.TO_DECIDE, SCREEN),
    ITEMS["tell_vote"].code: (notices.TO_DECIDE, SCREEN),
    **{
        ITEMS[name].code: (notices.DECIDED, APPLY)
        for name in ("send_back", "admit", "reject", "exempt", "renew", "withdraw", "expire")
    },
    **{ITEMS[name].code: (notices.MONEY_CAME, APPLY) for name in ("record_money", "record_more")},
    TASKS["report_part"].code: (notices.TO_ACCEPT, APPLY),
    TASKS["refuse_part"].code: (notices.TO_ACCEPT, APPLY),
    REFUSED.code: (notices.TO_JUDGE, DECIDE),
    REFUSALS["state_position"].code: (notices.TO_JUDGE, DECIDE),
}
"""What the unit that has the matter is told when, and by which capability its people are found."""

TO_ASKED: dict[str, tuple[Notice, str]] = {
    ITEMS["ask_opinion"].code: (notices.TO_OPINE, OPINE),
    ITEMS["ask_residents"].code: (notices.TO_HEAR, ANSWER),
    HANDED_OUT.code: (notices.TO_DO, ANSWER),
    TASKS["return_part"].code: (notices.TO_DO_AGAIN, ANSWER),
    TASKS["call_off"].code: (notices.NOT_TO_DO, ANSWER),
    REFUSED.code: (notices.TO_ANSWER, APPLY),
}
"""What the units that were asked at that moment, or were let go, are told when."""

JUDGED = {REFUSALS["uphold"].code, REFUSALS["dismiss"].code}
EVENTS = [
    each
    for each in (HANDED_OUT, REFUSED, *ITEMS.values(), *TASKS.values(), *REFUSALS.values())
    if each.code in {*TO_HOLDER, *TO_ASKED, *JUDGED}
]


@on(*EVENTS)
def tell(entries: Sequence[Entry]) -> None:
    """Tell the unit that has it, the units that are asked, and after a decision both sides."""
    telling: list[Telling] = []
    for entry, matter in _with_matters(entries):
        if entry.event in TO_HOLDER:
            notice, capability = TO_HOLDER[entry.event]
            holder = entry.data.get("holder", matter.holder_id)
            telling += _telling(matter, entry, notice, staff_of(holder, capability, entry.at))
        if entry.event in TO_ASKED:
            notice, capability = TO_ASKED[entry.event]
            for unit_id in _asked(matter, entry):
                telling += _telling(matter, entry, notice, staff_of(unit_id, capability, entry.at))
        if entry.event in JUDGED:
            telling += _telling(matter, entry, notices.JUDGED, _both(matter, entry))
    notify_all(telling)


def _with_matters(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Matter]]:
    """The entries with their matters, without those that tell of another institution's."""
    own = Matter.objects.filter(kind__in=KINDS).select_related("holder")
    found = own.in_bulk({int(entry.about_id) for entry in entries})
    for entry in entries:
        if matter := found.get(int(entry.about_id)):
            yield entry, matter


def _asked(matter: Matter, entry: Entry) -> list[int]:
    """The units asked at the moment of the entry, or released at it."""
    parts = matter.participations.all()
    moved = parts.filter(released_at=entry.at) | parts.filter(asked_at=entry.at)
    return sorted(set(moved.values_list("unit_id", flat=True)))


def _both(matter: Matter, entry: Entry) -> list[User]:
    refusal = Refusal.objects.get(pk=matter.pk)
    return [
        *staff_of(refusal.community_id, ANSWER, entry.at),
        *staff_of(refusal.department_id, APPLY, entry.at),
    ]


def _telling(
    matter: Matter, entry: Entry, notice: Notice, people: Sequence[User]
) -> Iterator[Telling]:
    """Without who did it."""
    others = [each for each in people if each.pk != entry.by_id]
    link = reverse("admission:page", args=[matter.number])
    values = {"number": matter.number}
    yield Telling(notice, others, matter, entry.at, values, place=matter.place_id, link=link)
