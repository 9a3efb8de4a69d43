"""Where a case stands, in the words of somebody who has never worked in an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.affairs.cases.models import Case, State
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.queries import handle_limit
from linli.ground.rulepacks.queries import pack_of
from linli.ground.worktime.calendar import due
from linli.matters.models import Deadline


@dataclass(frozen=True, slots=True)
class Words:
    """How a state is named, what happens in it next, and the clock that says until when."""

    name: str | Promise
    tone: str
    next: str | Promise
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the reporter needs to know now."""

    name: str
    tone: str
    next: str
    until: datetime | None
    late: bool
    open: bool
    """Whether `until` is the end of what the reporter may do, not of what is owed to them."""


_CONTACT = gettext_lazy("They get in touch with you and settle it.")

WORDS: dict[str, Words] = {
    State.REPORTED: Words(
        gettext_lazy("Received"),
        "active",
        gettext_lazy("It is looked at; then you hear whether it is accepted."),
        "triage",
    ),
    State.ACCEPTED: Words(
        gettext_lazy("Accepted"),
        "active",
        gettext_lazy("It is given to those in charge."),
        "dispatch",
    ),
    State.DISPATCHED: Words(gettext_lazy("With those in charge"), "active", _CONTACT, "contact"),
    State.SIGNED: Words(gettext_lazy("With those in charge"), "active", _CONTACT, "contact"),
    State.RETURNING: Words(
        gettext_lazy("With those in charge"),
        "active",
        gettext_lazy("It is being settled who is in charge. You need not do anything."),
        "judge_return",
    ),
    State.IN_PROGRESS: Words(
        gettext_lazy("Being handled"),
        "active",
        gettext_lazy("They are settling it; you will hear what was done."),
        "handle",
    ),
    State.WAITING: Words(
        gettext_lazy("We need your answer"),
        "waiting",
        gettext_lazy("Please answer the question below. Without an answer they go on as they can."),
    ),
    State.DEFERRED: Words(
        gettext_lazy("Put off for now"),
        "active",
        gettext_lazy("It cannot be done now; you were told why. On the review date it goes on."),
    ),
    State.WITHDRAWN: Words(
        gettext_lazy("You withdrew it"),
        "ended",
        gettext_lazy("It was withdrawn at your wish. You may report again at any time."),
    ),
    State.TERMINATED: Words(
        gettext_lazy("Ended without a result"),
        "ended",
        gettext_lazy("You were told why. You may report again if something is new."),
    ),
    State.FINISHED: Words(
        gettext_lazy("Handled, being checked"),
        "active",
        gettext_lazy("Somebody who did not handle it checks the result."),
        "verify",
    ),
    State.VERIFIED: Words(
        gettext_lazy("Please rate it"),
        "waiting",
        gettext_lazy("You have the last word. Without your answer it closes by itself."),
    ),
    State.CLOSED: Words(
        gettext_lazy("Closed"),
        "done",
        gettext_lazy("If it is not solved, you can have it opened again."),
    ),
    State.MERGED: Words(
        gettext_lazy("Handled together with another report"),
        "active",
        gettext_lazy("Somebody reported the same. You hear of every step."),
    ),
    State.NOT_ACCEPTED: Words(
        gettext_lazy("Not accepted"),
        "ended",
        gettext_lazy("You were told why. You may report again if something is new."),
    ),
}

ASKING = tuple(state for state, words in WORDS.items() if words.tone == "waiting")
"""The states in which the reporter is to answer."""

RUNNING = Prefetch("deadlines", Deadline.objects.running(), to_attr="running")
"""For lists: the running clocks of all cases in one query."""


def standing(case: Case, at: datetime) -> Standing:
    """Where the case stands at this moment."""
    words = WORDS[case.state]
    until = _until(case, words.clock)
    closing = case.state in (State.VERIFIED, State.CLOSED)
    over = until is not None and until < at
    if case.state == State.CLOSED and over:
        return Standing(
            str(words.name), words.tone, _("The matter is at its end."), None, False, False
        )
    return Standing(
        str(words.name), words.tone, str(words.next), until, over and not closing, closing
    )


def _until(case: Case, clock: str) -> datetime | None:
    pack = pack_of(case.rule_pack_id).section(CasesPack)
    if case.state == State.CLOSED and case.closed_at:
        return due(case.closed_at, pack.reopen_within)
    running = {deadline.name: deadline for deadline in _running(case)}
    if case.state == State.VERIFIED and "follow_up" in running:
        return due(running["follow_up"].started_at, pack.lapse_after)
    return running[clock].due_at if clock in running else None


def _running(case: Case) -> list[Deadline]:
    found: list[Deadline] | None = getattr(case, "running", None)
    return list(case.deadlines.running()) if found is None else found


@dataclass(frozen=True, slots=True)
class Promised:
    """A step that comes, and within what time."""

    what: str
    within: str


def promises(case: Case) -> list[Promised]:
    """What happens with a case just reported, and within what time each."""
    pack = pack_of(case.rule_pack_id)
    limits = pack.section(CasesPack).limits
    return [
        Promised(
            _("It is looked at and given to those in charge"),
            getattr(limits.triage, case.urgency).label,
        ),
        Promised(_("They get in touch with you"), getattr(limits.contact, case.urgency).label),
        Promised(_("It is settled and checked"), handle_limit(case, pack).label),
    ]
