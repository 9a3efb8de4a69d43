"""Makes moves: who may, from where, with which input; claims the matter, acts, runs the clocks.

Everything of one move is in one transaction. Two people who move the same matter at once: one
wins, the other hears that somebody was faster.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.org.models import Unit, User
from linli.ground.reference.queries import glance
from linli.ground.rulepacks.queries import pack_of
from linli.ground.statements import insert, update
from linli.ground.worktime.calendar import due
from linli.ground.worktime.limits import Limit
from linli.matters import clocks
from linli.matters.events import MENTIONED
from linli.matters.idempotency import KeyTaken, fingerprint, remember, replay
from linli.matters.models import Holding, Matter
from linli.matters.rules import Attempt

if TYPE_CHECKING:
    from linli.matters.flow import Flow, Move

M = TypeVar("M", bound=Matter)


class MoveRefused(Exception):
    """A move was not made; nothing has changed. `str(error)` tells the user why."""

    code = "refused"


class UnknownMove(MoveRefused):
    """The flow has no such move."""

    code = "unknown-move"


class NotAllowed(MoveRefused):
    """The user may not make this move."""

    code = "not-allowed"


class WrongState(MoveRefused):
    """The move does not lead out of the state in which the matter is."""

    code = "wrong-state"


class SomebodyWasFaster(MoveRefused):
    """The matter has changed since the user looked at it."""

    code = "somebody-was-faster"

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or _("Somebody was faster: the matter has changed. Look at it again before you go on.")
        )


class TooLate(MoveRefused):
    """The time in which the move was open is over."""

    code = "too-late"


class DoneBefore(MoveRefused):
    """The move can be made once, or so many times, and was."""

    code = "done-before"


class NotReady(MoveRefused):
    """Something else must be done before this move."""

    code = "not-ready"


class InputInvalid(MoveRefused):
    """The input does not pass the move's form; `errors` gives the messages by field."""

    code = "input-invalid"

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__(_("Please correct the fields that are marked."))
        self.errors = dict(errors)


def perform(flow: Flow[Any], move: Move, matter: M, inputs: dict[str, Any]) -> M:
    """Make one move in one transaction. `inputs` holds `by`, `at` and the body's own arguments.

    Raises MoveRefused (one of its kinds); then nothing has changed.
    """
    with transaction.atomic(savepoint=False):
        permit(flow, move, matter, by=inputs["by"], at=inputs["at"])
        return _make(flow, move, matter, inputs)


def _make(flow: Flow[Any], move: Move, matter: M, inputs: dict[str, Any]) -> M:
    """Make a move that is permitted: hold the matter, act, turn the clocks, write the journal."""
    by, at = inputs["by"], inputs["at"]
    before, version = matter.state, matter.version
    facts, read = matter.facts, dict(vars(matter))
    matter.told = {}
    try:
        _claim(move, matter)
        terms = flow.bodies[move.name](matter, **inputs)
        if move.comes_to:
            matter.state = move.comes_to(matter.specific())
        clocks.turn(flow, matter, at, terms, move.restarts)
        matter.topic = matter.about
        update(matter, _changed(matter, read))
        publish(
            flow.events[move.name],
            about=matter,
            by=by,
            at=at,
            source=before,
            target=matter.state,
            holder=matter.holder_id,
            **_recordable(inputs, move.withholds),
            **_changed_facts(matter, facts),
            **matter.told,
        )
    except BaseException:
        # The record in hand tells of the database again: whoever has it may try once more.
        matter.state, matter.version = before, version
        raise
    return matter


def _changed(matter: Matter, read: Mapping[str, Any]) -> list[str]:
    """The columns with another value than they were read with; only their tables are written."""
    now = vars(matter)
    columns = [field.attname for field in matter._meta.concrete_fields]
    return [name for name in columns if name in now and now[name] != read.get(name)]


def _changed_facts(matter: Matter, before: Mapping[str, Any]) -> dict[str, Any]:
    changed = {name: now for name, now in matter.facts.items() if before[name] != now}
    return {"facts": changed} if changed else {}


def permit(flow: Flow[Any], move: Move, matter: Matter, *, by: User, at: datetime) -> None:
    """Refuse a move that this user may not make on this matter now. Raises MoveRefused."""
    _judge(flow, move, Attempt(matter, at), by)


def _judge(flow: Flow[Any], move: Move, attempt: Attempt, by: User) -> None:
    matter = attempt.matter
    if not move.by.test(by, attempt):
        raise NotAllowed(_("You may not do this: %(move)s.") % {"move": move.label})
    if matter.state not in move.sources:
        raise WrongState(
            _("“%(move)s” is not possible: the matter is “%(state)s”.")
            % {"move": move.label, "state": matter.state_label}
        )
    _judge_time(flow, move, attempt)


def _judge_time(flow: Flow[Any], move: Move, attempt: Attempt) -> None:
    """Refuse what was done before, comes too late, or too early."""
    _refuse_repetition(flow, move, attempt)
    if move.within and attempt.at > (until := _open_until(move, attempt)):
        raise TooLate(
            _("It is too late for “%(move)s”: it was possible until %(until)s.")
            % {"move": move.label, "until": f"{until:%Y-%m-%d %H:%M}"}
        )
    if move.unless and (against := move.unless(attempt)):
        raise NotReady(against)


def _refuse_repetition(flow: Flow[Any], move: Move, attempt: Attempt) -> None:
    most = 1 if move.once else move.at_most
    if isinstance(most, str):
        most = int(pack_of(attempt.matter.rule_pack_id).get(most))
    code = flow.events[move.name].code
    if most and sum(entry.event == code for entry in attempt.entries) >= most:
        if most == 1:
            raise DoneBefore(_("“%(move)s” is possible only once.") % {"move": move.label})
        raise DoneBefore(
            _("“%(move)s” is possible %(times)d times, and was done as often.")
            % {"move": move.label, "times": most}
        )


LET_GO = "UPDATE matters_holding SET until = %s WHERE matter_id = %s AND until IS NULL"


def hand_over(matter: Matter, unit: Unit, *, at: datetime) -> None:
    """Give the matter into a unit's hands; called by the body of a move, which saves the rest."""
    matter.holder, matter.assignee = unit, None
    with connection.cursor() as cursor:
        cursor.execute(LET_GO, [at, matter.pk])
    insert(Holding(matter_id=matter.pk, unit=unit, since=at), keyed=False)


def moves_for(matter: Matter, user: User, at: datetime) -> list[Move]:
    """The moves that this user may make on this matter now, in the order of the table."""
    return moves_of(Attempt(matter, at), user)


def moves_of(attempt: Attempt, user: User) -> list[Move]:
    """`moves_for`, where the caller reads the entries of the attempt too."""
    flow = attempt.matter.flow
    candidates = flow.from_state(attempt.matter.state)
    return [move for move in candidates if _may(flow, move, attempt, user)]


def _may(flow: Flow[Any], move: Move, attempt: Attempt, user: User) -> bool:
    """Whether `_judge` would let the move pass; for most of them the duty alone says no."""
    if not move.by.test(user, attempt):
        return False
    try:
        _judge_time(flow, move, attempt)
    except MoveRefused:
        return False
    return True


def submit(
    matter: M,
    name: str,
    data: Mapping[str, Any],
    files: MultiValueDict[str, Any] | None = None,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> M:
    """Make a move from raw input, as a page or the API gets it.

    `version` is that of the matter the user looked at; `key` makes the request safe to repeat.
    Raises MoveRefused (one of its kinds) or KeyReused.
    """
    flow = matter.flow
    move = flow.moves.get(name)
    if move is None:
        raise UnknownMove(_("There is no move called “%(name)s”.") % {"name": name})
    print_ = fingerprint("move", matter.pk, name, data)
    try:
        with glance(changes_nothing=True), transaction.atomic():
            remember(key, print_, matter, by=by, at=at)
            if version is not None and version != matter.version:
                raise SomebodyWasFaster
            permit(flow, move, matter, by=by, at=at)
            inputs, mentioned = _clean(move, matter, data, files, by, at)
            made = _make(flow, move, matter, {**inputs, "by": by, "at": at})
            if mentioned:
                publish(MENTIONED, about=matter, by=by, at=at, mentioned=mentioned)
            return made
    except KeyTaken:
        replay(key, print_, by=by)
        return _reread(matter)


def _reread(matter: M) -> M:
    matter.refresh_from_db()
    return matter


def _clean(
    move: Move,
    matter: Matter,
    data: Mapping[str, Any],
    files: MultiValueDict[str, Any] | None,
    by: User,
    at: datetime,
) -> tuple[dict[str, Any], list[int]]:
    """What the move's form makes of the input, and the accounts that its words mention."""
    if move.form is None:
        return {}, []
    form = move.form(data, files, matter=matter, by=by, at=at)
    if not form.is_valid():
        raise InputInvalid(
            {field: [str(e) for e in errors] for field, errors in form.errors.items()}
        )
    return dict(form.cleaned_data), sorted({person.pk for person in form.mentioned})


CLAIM = """
SELECT id FROM matters_matter WHERE id = %s AND state = %s AND version = %s FOR NO KEY UPDATE
"""


def _claim(move: Move, matter: Matter) -> None:
    """Compare and hold: nobody else has the row until the end, and it is still as it was read."""
    target = move.back(matter.specific()) if move.back else move.target or matter.state
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [matter.pk, matter.state, matter.version])
        if not cursor.fetchone():
            raise SomebodyWasFaster
    matter.state, matter.version = target, matter.version + 1


def _open_until(move: Move, attempt: Attempt) -> datetime:
    matter = attempt.matter
    since = move.since(attempt) if move.since else matter.opened_at
    if since is None:
        raise ImproperlyConfigured(f"{matter.kind}: “{move.name}” has a limit but no beginning")
    return due(since, Limit.parse(str(pack_of(matter.rule_pack_id).get(move.within))))


def _recordable(inputs: Mapping[str, Any], withheld: Collection[str]) -> dict[str, Any]:
    """What of a move's input the journal keeps: keys of records and choices, never free text."""
    kept: dict[str, Any] = {}
    for name, value in inputs.items():
        if name in withheld:
            continue
        if hasattr(value, "pk") and name not in {"by"}:
            kept[name] = value.pk
        elif isinstance(value, (bool, int)) or name in RECORDED_CHOICES:
            kept[name] = value
    return kept


RECORDED_CHOICES = {
    "reason_code",
    "type",
    "urgency",
    "occasion",
    "finding",
    "outcome",
    "service",
    "asked_by",
    "ground",
}
"""Inputs whose value is a code of a list, and therefore nobody's words."""
