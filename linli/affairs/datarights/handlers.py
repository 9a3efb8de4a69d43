"""Who is told of a request about data: who made it, and who answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from linli.affairs.datarights import notices
from linli.affairs.datarights.events import ASKED
from linli.affairs.datarights.flow import flow
from linli.affairs.datarights.models import DataRequest
from linli.affairs.datarights.rules import HANDLE
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.notices.kinds import Notice
from linli.ground.org.models import User
from linli.ground.org.queries import staff_of
from linli.ground.people.models import Resident
from linli.ground.worktime.calendar import last_day

TO_RESIDENT: dict[str, Notice] = {
    ASKED.code: notices.RECEIVED,
    flow.events["grant"].code: notices.ANSWERED,
    flow.events["refuse"].code: notices.ANSWERED,
}
"""What whoever asked is told when."""

TO_STAFF: dict[str, Notice] = {
    ASKED.code: notices.TO_ANSWER,
    flow.events["withdraw"].code: notices.WITHDRAWN,
}
"""What those are told when whose duty it is to answer."""


@on(ASKED, flow.events["grant"], flow.events["refuse"], flow.events["withdraw"])
def tell(entries: Sequence[Entry]) -> None:
    """Tell whoever asked and whoever answers. Who was deleted as they asked is told no more."""
    rows = DataRequest.objects.select_related("resident")
    found = rows.in_bulk({int(entry.about_id) for entry in entries})
    told: list[Telling] = []
    for entry in entries:
        if request := found.get(int(entry.about_id)):
            told += [*_to_resident(request, entry), *_to_staff(request, entry)]
    notify_all(told)


def _to_resident(request: DataRequest, entry: Entry) -> Iterator[Telling]:
    notice = TO_RESIDENT.get(entry.event)
    if notice and request.resident:
        link = reverse("datarights:mine")
        yield _telling(request, entry, notice, [request.resident], link)


def _to_staff(request: DataRequest, entry: Entry) -> Iterator[Telling]:
    if notice := TO_STAFF.get(entry.event):
        people = staff_of(request.holder_id, HANDLE, entry.at)
        link = reverse("datarights:page", args=[request.number])
        yield _telling(request, entry, notice, people, link)


def _telling(
    request: DataRequest, entry: Entry, notice: Notice, to: Sequence[User | Resident], link: str
) -> Telling:
    answer = request.deadlines.filter(name="answer").order_by("-pk").first()
    day = last_day(answer.due_at).isoformat() if answer else ""
    values = {"number": request.number, "day": day}
    return Telling(notice, to, request, entry.at, values, place=request.place_id, link=link)
