"""Who is told when something happens to a case. The journal brings each entry once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from linli.affairs.cases import notices
from linli.affairs.cases.events import DRAWN, LOOK_BACK_LATE, REPORTED, SETTLED_ON_THE_SPOT
from linli.affairs.cases.flow import WITH_UNITS, flow
from linli.affairs.cases.models import Case, Draw, LookBack
from linli.affairs.cases.parties import lead_of, parties
from linli.affairs.cases.rules import JUDGES, concerned, of_a_unit_that_had_it
from linli.affairs.cases.suggesting.actions.deciding import Reported, take_in
from linli.affairs.cases.suggesting.actions.remembering import remember
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.notices import links
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.notices.kinds import Notice
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import staff_at, staff_of
from linli.ground.worktime.calendar import last_day
from linli.matters.ahead import answerable
from linli.matters.events import ATTACHED, COMMENTED
from linli.matters.models import Channel, Comment, Holding, Participation, Urgency

HANDLE = "cases.handle"

TO_REPORTER: dict[str, Notice] = {
    REPORTED.code: notices.RECEIVED,
    flow.events["decline"].code: notices.NOT_ACCEPTED,
    flow.events["dispatch"].code: notices.WITH_A_UNIT,
    flow.events["verify"].code: notices.HANDLED,
    flow.events["reopen"].code: notices.OPEN_AGAIN,
    flow.events["redo"].code: notices.OPEN_AGAIN,
    flow.events["found_again"].code: notices.OPEN_AGAIN,
    flow.events["merge"].code: notices.TOGETHER,
    flow.events["split"].code: notices.BY_ITSELF,
    flow.events["ask_reporter"].code: notices.QUESTION,
    flow.events["record_withdrawal"].code: notices.WITHDRAWN_FOR_YOU,
    flow.events["contest_withdrawal"].code: notices.OPEN_AGAIN,
    **{
        flow.events[name].code: notices.ANSWERED
        for name in (
            "transfer",
            "transfer_and_end",
            "grant_extension",
            "grant_deferral",
            "grant_termination",
        )
    },
}
"""What the reporters are told when, each with the number of their own report."""

TO_HOLDER: dict[str, tuple[Notice, str]] = {
    REPORTED.code: (notices.TO_TRIAGE, "cases.triage"),
    flow.events["grant_return"].code: (notices.TO_DISPATCH, "cases.dispatch"),
    flow.events["dispatch"].code: (notices.TO_HANDLE, HANDLE),
    flow.events["raise"].code: (notices.TO_HANDLE, HANDLE),
    flow.events["hand_down"].code: (notices.TO_HANDLE, HANDLE),
    flow.events["refuse_return"].code: (notices.RETURN_REFUSED, HANDLE),
    flow.events["rework"].code: (notices.TO_REDO, HANDLE),
    flow.events["reopen"].code: (notices.REOPENED, HANDLE),
    flow.events["redo"].code: (notices.REOPENED, HANDLE),
    flow.events["found_again"].code: (notices.REOPENED, HANDLE),
    flow.events["fail_on_site"].code: (notices.TO_REDO, HANDLE),
    flow.events["contest_withdrawal"].code: (notices.CONTESTED, "cases.triage"),
    flow.events["answer"].code: (notices.ADDED, HANDLE),
    flow.events["answer_lead"].code: (notices.PART_DONE, HANDLE),
    **{
        flow.events[name].code: (notices.WITHDRAWN, HANDLE)
        for name in ("withdraw", "record_withdrawal")
    },
    **{
        flow.events[name].code: (notices.GOES_ON, HANDLE)
        for name in ("go_on", "come_back", "take_up", "split")
    },
    **{
        flow.events[f"{verb}_{what}"].code: (notices.DECIDED, HANDLE)
        for verb in ("grant", "refuse")
        for what in ("extension", "deferral", "termination")
    },
}
"""What the unit that has the case is told when, and by which capability its people are found."""

TO_OTHERS: dict[str, tuple[Notice, str]] = {
    flow.events["request_return"].code: (notices.TO_JUDGE, "cases.judge_return"),
    flow.events["finish"].code: (notices.TO_VERIFY, "cases.verify"),
    flow.events["request_extension"].code: (notices.TO_DECIDE, "cases.dispatch"),
    flow.events["request_deferral"].code: (notices.TO_DECIDE, "cases.defer"),
    flow.events["request_termination"].code: (notices.TO_DECIDE, "cases.dispatch"),
}
"""What those nearest to the place, outside the unit that has the case, are told when."""

AT_ONCE = frozenset(
    each.code
    for each in (
        *(notices.TO_TRIAGE, notices.TO_DISPATCH, notices.TO_JUDGE, notices.RETURN_REFUSED),
        *(notices.TO_TAKE_PART, notices.REMINDED, notices.REOPENED, notices.ADDED),
        notices.CONTESTED,
    )
)
"""What the staff hears of an emergency at any hour."""

MOVES = [
    event for event in flow.events.values() if event.code in {*TO_REPORTER, *TO_HOLDER, *TO_OTHERS}
]


@on(REPORTED, *MOVES)
def tell(entries: Sequence[Entry]) -> None:
    """Tell the reporters, the unit that has the case now, and whoever is to look at it."""
    told: list[Telling] = []
    for entry, case in _with_cases(entries):
        if case.channel == Channel.IMPORT:
            continue
        told += _to_reporters(case, TO_REPORTER.get(entry.event), entry)
        unit_id = entry.data.get("holder", case.holder_id)
        if entry.event in TO_HOLDER:
            notice, capability = TO_HOLDER[entry.event]
            if notice is notices.TO_HANDLE and case.urgency == Urgency.EMERGENCY:
                notice = notices.EMERGENCY
            told += _to_staff(case, notice, staff_of(unit_id, capability, entry.at), entry)
        if entry.event in TO_OTHERS:
            notice, capability = TO_OTHERS[entry.event]
            people = staff_at(case.place_id, capability, entry.at, beside=unit_id)
            told += _to_staff(case, notice, people, entry)
    notify_all(told)


TO_UNIT: dict[str, Notice] = {
    flow.events["ask_unit"].code: notices.TO_TAKE_PART,
    flow.events["remind"].code: notices.REMINDED,
}
"""What the unit that the entry names is told when."""


@on(flow.events["ask_unit"], flow.events["remind"])
def tell_a_unit(entries: Sequence[Entry]) -> None:
    """Tell the unit that is asked or reminded."""
    told: list[Telling] = []
    for entry, case in _with_cases(entries):
        people = staff_of(entry.data["unit"], HANDLE, entry.at)
        told += _to_staff(case, TO_UNIT[entry.event], people, entry)
    notify_all(told)


LET_GO = [
    flow.events[name]
    for name in (
        *("release_unit", "grant_return", "merge"),
        *("withdraw", "record_withdrawal", "grant_termination"),
    )
]
"""With which nothing more is waited for from some unit."""


@on(*LET_GO)
def tell_who_is_let_go(entries: Sequence[Entry]) -> None:
    """Tell units from which nothing more is waited for: who was asked, and who had the case."""
    told: list[Telling] = []
    for entry, case in _with_cases(entries):
        for unit_id in sorted(_let_go(case, entry)):
            people = staff_of(unit_id, HANDLE, entry.at)
            told += _to_staff(case, notices.LET_GO, people, entry)
    notify_all(told)


def _let_go(case: Case, entry: Entry) -> set[int]:
    """The units that were asked to do their part, and the one that had the case in hand."""
    parts = Participation.objects.filter(matter=case, released_at=entry.at)
    units = set(parts.values_list("unit", flat=True))
    if entry.event == flow.events["grant_return"].code:
        left = Holding.objects.filter(matter=case, until=entry.at)
        units |= set(left.values_list("unit", flat=True))
    if entry.event == flow.events["merge"].code and entry.data["source"] in WITH_UNITS:
        waiting = Participation.objects.filter(matter=case).open()
        units |= {entry.data["holder"], *waiting.values_list("unit", flat=True)}
    return units


@on(DRAWN)
def tell_who_looks_again(entries: Sequence[Entry]) -> None:
    """Tell those nearest who judge results what was drawn to be looked at again; once a draw."""
    draws = Draw.objects.select_related("place").in_bulk({int(each.about_id) for each in entries})
    told: list[Telling] = []
    for entry in entries:
        drawn = draws.get(int(entry.about_id))
        looks = list(drawn.look_backs.order_by("due_at")) if drawn else []
        if drawn and looks:
            values = {
                "place": drawn.place.name,
                "day": last_day(looks[0].due_at),
                "count": len(looks),
            }
            people = staff_at(drawn.place_id, JUDGES, entry.at)
            link = reverse("cases:look-backs")
            told.append(
                Telling(notices.LOOK_AGAIN, people, drawn, entry.at, values, drawn.place_id, link)
            )
    notify_all(told)


@on(LOOK_BACK_LATE)
def tell_of_look_backs(entries: Sequence[Entry]) -> None:
    """Tell whom the rule pack names that nobody has looked again; not who had the case in hand."""
    told: list[Telling] = []
    for entry, case in _with_cases(entries):
        look = LookBack.objects.filter(pk=entry.data["look_back"]).first()
        people = [
            each for whom, _does in entry.data["steps"] for each in answerable(case, whom, entry.at)
        ]
        others = [each for each in people if not of_a_unit_that_had_it(each, case, entry.at)]
        if look is not None:
            day = {"day": last_day(look.due_at)}
            told += _to_staff(case, notices.LOOK_BACK_LATE, others, entry, **day)
    notify_all(told)


@on(COMMENTED, ATTACHED)
def tell_of_words(entries: Sequence[Entry]) -> None:
    """Tell the reporter that somebody wrote to them, or those in charge that the reporter did."""
    told: list[Telling] = []
    for entry, case in _with_cases(entries):
        lead = lead_of(case)
        if entry.by_id in {party.resident.user_id for party in parties(lead)}:
            if not _said_at_the_same_time(entry):
                told += _to_staff(lead, notices.ADDED, _in_charge(lead, entry), entry)
        elif entry.data.get("audience") == Comment.Audience.REPORTER:
            told += _to_reporters(case, notices.ANSWERED, entry)
        elif unit_id := entry.data.get("unit"):
            told += _to_staff(case, notices.SAID, _other_side(case, unit_id, entry), entry)
    notify_all(told)


def _with_cases(entries: Sequence[Entry]) -> list[tuple[Entry, Case]]:
    """The entries with their cases, without those that tell of another kind of matter."""
    cases = Case.objects.select_related("reporter", "holder", "place", "assignee")
    return _among(cases.defer("place__polygon"), entries)


def _among(cases: QuerySet[Case], entries: Sequence[Entry]) -> list[tuple[Entry, Case]]:
    found = cases.in_bulk({int(entry.about_id) for entry in entries})
    return [(entry, found[pk]) for entry in entries if (pk := int(entry.about_id)) in found]


def _to_reporters(case: Case, notice: Notice | None, entry: Entry) -> Iterator[Telling]:
    """Everybody who reported the matter, each once, with the number that they know."""
    for party in parties(case) if notice else ():
        assert notice is not None
        own = party.case
        yield Telling(
            notice,
            [party.resident],
            own,
            entry.at,
            _values(case, entry) | {"number": own.number},
            place=case.place_id,
            link=reverse("my-case", args=[own.number]),
            outside=links.path("c", record=own.pk, resident=party.resident.pk, at=entry.at),
        )


def _to_staff(
    case: Case, notice: Notice, people: list[User], entry: Entry, **more: Any
) -> Iterator[Telling]:
    """Without who did it, and without anybody of the unit complained about."""
    others = [each for each in people if each.pk != entry.by_id]
    if (case.subject_unit_id or case.gathered) and notice.code != notices.TO_HANDLE.code:
        others = [each for each in others if not concerned(each, case, entry.at)]
    link = reverse("cases:page", args=[case.number])
    values = _values(case, entry) | more
    given = {"place": case.place_id, "link": link}
    at_once = case.urgency == Urgency.EMERGENCY and notice.code in AT_ONCE
    yield Telling(notice, others, case, entry.at, values, **given, at_once=at_once)


def _in_charge(case: Case, entry: Entry) -> list[User]:
    """Who has the case on their desk: the one who took it on, else their unit."""
    if case.assignee:
        return [case.assignee]
    capability = "cases.triage" if case.state == "reported" else HANDLE
    return staff_of(case.holder_id, capability, entry.at)


def _other_side(case: Case, unit_id: int, entry: Entry) -> list[User]:
    """Who is spoken to in the thread of a unit that was asked: that unit, or the one that leads."""
    if unit_id in entry.by.unit_ids_at(entry.at):
        return _in_charge(case, entry)
    return staff_of(unit_id, HANDLE, entry.at)


def _said_at_the_same_time(entry: Entry) -> bool:
    """Whether photos came with words, of which those in charge are told already."""
    if entry.event != ATTACHED.code:
        return False
    same = {"about_kind": entry.about_kind, "about_id": entry.about_id, "at": entry.at}
    return Entry.objects.filter(**same, event=COMMENTED.code).exists()


def _values(case: Case, entry: Entry) -> dict[str, Any]:
    """What the words may name: the number, the unit that had it then, the place."""
    unit = case.holder
    if entry.data.get("holder", case.holder_id) != case.holder_id:
        unit = Unit.objects.filter(pk=entry.data["holder"]).first()
    return {"number": case.number, "unit": unit.name if unit else "", "place": case.place.name}


@on(REPORTED, SETTLED_ON_THE_SPOT, *flow.events.values())
def remember_what_was_said(entries: Sequence[Entry]) -> None:
    """Keep the index of what was said before in line with the cases."""
    remember(sorted({int(entry.about_id) for entry in entries}))


@on(REPORTED)
def keep_what_is_suggested(entries: Sequence[Entry]) -> None:
    """Keep what is read in the words of new reports, and what their reporters had chosen."""
    take_in(
        [
            Reported(case, entry.by, entry.at)
            for entry, case in _among(Case.objects.all(), entries)
            if case.channel != Channel.IMPORT and not case.archived_at
        ]
    )
