"""Putting cases of the same matter together, and taking them apart again.

The lead keeps its own life and, of each clock, the earliest deadline of all. A merged case rests
with everything it was: it keeps its number, and comes back to its state and its clocks.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from linli.affairs.cases.actions.remarks import STAFF_ONLY, remark
from linli.affairs.cases.events import GATHERED, PARTED
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Merger, Shortened
from linli.affairs.cases.parties import members, parties, subjects
from linli.affairs.cases.rules import belongs_to, concerned
from linli.affairs.cases.suggesting.actions.deciding import Stage, What, decide
from linli.ground.journal.actions import publish
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.places.codes import district_of
from linli.matters import clocks
from linli.matters.engine import MoveRefused, NotAllowed, SomebodyWasFaster
from linli.matters.models import Deadline, Matter

DISPATCH = "cases.dispatch"


class NotTogether(MoveRefused):
    """The two cases cannot become one; `str(error)` tells why."""

    code = "not-together"


@flow.does("merge")
def merge(case: Case, *, lead: Case, note: str, by: User, at: datetime) -> None:
    """Put the case into another of the same matter; its reporters follow it there.

    Only by somebody who dispatches in the areas of both. Raises NotTogether.
    """
    if not by.has_capability(DISPATCH, lead.place_id, at) or concerned(by, lead, at):
        raise NotAllowed(
            _("The other case lies outside your area: ask whoever dispatches for both.")
        )
    decide(case, chosen={What.SAME: str(lead.pk)}, stage=Stage.TRIAGE, by=by, at=at)
    _put_together(case, lead, by, at)
    remark(case, note, STAFF_ONLY, by, at)


@flow.does("join")
def join(case: Case, *, lead: Case, by: User, at: datetime) -> None:
    """Put one's own report into an open case of a neighbour. Raises NotTogether."""
    decide(case, chosen={What.SAME: str(lead.pk)}, stage=Stage.REPORT, by=by, at=at)
    _put_together(case, lead, by, at)


@flow.does("split")
def split(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Take a case out of the lead again: back to its state, the time meanwhile counts."""
    merger = case.mergers.get(split_at=None)
    lead = _held(merger.lead_id)
    merger.split_by, merger.split_at = by, max(at, merger.at)  # the clock may go back
    merger.save(update_fields=["split_by", "split_at"])
    case.merged_into, case.closed_at = None, None
    clocks.go_on(flow, case)
    Case.objects.filter(pk=lead.pk).update(gathered=F("gathered") - 1)
    _give_back(lead, case, {clock.name: clock.due_at for clock in _clocks_of(case)})
    _renew(lead)
    publish(PARTED, about=lead, by=by, at=at, case=case.pk, facts={"due": lead.facts["due"]})
    remark(case, note, STAFF_ONLY, by, at)


def _put_together(case: Case, lead: Case, by: User, at: datetime) -> None:
    lead = _held(lead.pk)
    _refuse_nonsense(case, lead)
    known = {party.resident.pk for party in parties(lead)}
    before = Merger(
        case=case,
        lead=lead,
        state=_state_before(case),
        repeat=case.reporter_id in known,
        by=by,
        at=at,
    )
    before.save()
    case.merged_into = lead
    case.end(at)
    Case.objects.filter(pk=lead.pk).update(gathered=F("gathered") + 1)
    _shorten(lead, case)
    _sort_anew(lead)
    _renew(lead)
    due = {"due": lead.facts["due"]}
    publish(GATHERED, about=lead, by=by, at=at, case=case.pk, repeat=before.repeat, facts=due)


def _held(pk: int) -> Case:
    """The lead as it is, held until the transaction ends; not waited for, so nobody deadlocks."""
    matter = Matter.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if matter is None:
        raise SomebodyWasFaster(_("The other case is being changed just now. Try again."))
    return Case.objects.get(pk=pk)


def _refuse_nonsense(case: Case, lead: Case) -> None:
    if lead.pk == case.pk or lead.pk in {member.pk for member in members(case)}:
        raise NotTogether(_("A case cannot be merged into itself or into a part of it."))
    if lead.closed_at is not None:
        raise NotTogether(_("The other case is closed. Link the two, or reopen it first."))
    if district_of(lead.place_id) != district_of(case.place_id):
        raise NotTogether(_("The other case lies in another district."))
    holding = lead.holdings.filter(until=None).select_related("unit").first()
    if holding and any(belongs_to(holding.unit, unit) for unit in subjects(case)):
        raise NotTogether(
            _("The unit complained about here has the other case in hand: hand that over first.")
        )


def _state_before(case: Case) -> str:
    """The engine has put the new state into the record; the row still tells what was said last."""
    known = (entry.data.get("target") for entry in _entries(case))
    return str([state for state in known if state][-1])


def _entries(case: Case) -> list[Entry]:
    return list(Entry.objects.about(case))


def _shorten(lead: Case, case: Case) -> None:
    """Where a clock of the case ends earlier than the lead's, the lead takes over its time.

    A clock that is red, at rest or extended keeps the time that somebody approved.
    """
    own = {each.name: each for each in _untouched(case)}
    for deadline in _untouched(lead):
        earlier = own.get(deadline.name)
        if earlier is None or earlier.due_at >= deadline.due_at:
            continue
        Shortened.objects.get_or_create(
            deadline=deadline,
            defaults={
                "started_at": deadline.started_at,
                "limit": deadline.limit,
                "due_at": deadline.due_at,
            },
        )
        clocks.take_over(flow, deadline, lead, earlier.started_at, earlier.limit)


def _untouched(case: Case) -> list[Deadline]:
    going = case.deadlines.running().filter(paused=False, participation=None)
    return list(going.filter(missed_at=None, extensions=None))


def _give_back(lead: Case, case: Case, gone: dict[str, datetime]) -> None:
    """Each clock of the lead ends when the earliest of its own and the remaining parts' does.

    `gone` says when the clocks ended that count no more: those of the case that leaves, or what
    they made of its lead's. A lead that is itself a part hands the change on to its own lead.
    """
    parts, changed = list(lead.merged.exclude(pk=case.pk)), {}
    for kept in Shortened.objects.filter(deadline__in=_in_hand(lead)):
        deadline = kept.deadline
        theirs = [clock for part in parts for clock in _clock_of(part, deadline.name)]
        known = {*(clock.due_at for clock in theirs), gone.get(deadline.name)}
        if deadline.paused or deadline.extensions.exists() or deadline.due_at not in known:
            kept.delete()  # given other time since: that decision stands
            continue
        every: list[Deadline | Shortened] = [kept, *theirs]
        earliest = min(every, key=lambda clock: clock.due_at)
        if earliest.due_at != deadline.due_at:
            changed[deadline.name] = deadline.due_at
            clocks.take_over(flow, deadline, lead, earliest.started_at, earliest.limit)
        if earliest is kept:
            kept.delete()
    _sort_anew(lead)
    if changed and lead.merged_into_id:
        _give_back(_held(lead.merged_into_id), case, changed)


def _in_hand(case: Case) -> list[Deadline]:
    """The clocks in motion, or those that rest because the case is itself a part of another."""
    return _clocks_of(case) if case.merged_into_id else list(case.deadlines.running())


def _clocks_of(case: Case) -> list[Deadline]:
    """The clocks that the case would have in motion, had it stayed by itself."""
    return [found for clock in flow.clocks for found in _clock_of(case, clock.name)]


def _clock_of(case: Case, name: str) -> list[Deadline]:
    """The clock of this name that the case would have in motion, had it stayed by itself."""
    merger = case.mergers.order_by("pk").last()
    running = {clock.name for clock in flow.clocks_in(merger.state)} if merger else set()
    own = case.deadlines.filter(name=name, participation=None).order_by("-pk")
    return list(own[:1]) if name in running else []


def _renew(lead: Case) -> None:
    """Who looked at the lead before must look again."""
    Matter.objects.filter(pk=lead.pk).update(version=F("version") + 1)


def _sort_anew(lead: Case) -> None:
    """Keep the lead's nearest deadline with it, for sorting."""
    going = lead.deadlines.running().filter(paused=False, participation=None)
    nearest = going.order_by("due_at").first()
    lead.due_at = nearest.due_at if nearest else None
    Matter.objects.filter(pk=lead.pk).update(due_at=lead.due_at)
