"""The declared table of a kind of matter: its states, its moves, its clocks.

From the one table come the buttons and forms of the page, the moves of the API, the check in the
engine, the diagram and the table in the docs, and a test over every edge. A wrong table fails when
it is made, which is when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.db import models
from django.utils.functional import Promise
from rules.predicates import Predicate

from linli.ground.journal.events import Event
from linli.ground.notices.kinds import Notice
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import Pack
from linli.ground.worktime.limits import Limit
from linli.matters import engine
from linli.matters.clocks import MoreTime, PauseTerms
from linli.matters.forms import MoveForm
from linli.matters.grounds import Cause, declare
from linli.matters.ladder import LadderOf
from linli.matters.models import FLOWS, Matter
from linli.matters.notices import BY_STEP
from linli.matters.rules import Attempt
from linli.matters.scopes import Scope, nowhere

M = TypeVar("M", bound=Matter)
P = ParamSpec("P")
LimitOf = Callable[[Any, Pack], Limit]
MoreTimeOf = Callable[[Any, Pack], MoreTime]
InChargeOf = Callable[[Any, str], Sequence[str]]
KeepsFrom = Callable[[User, Any, datetime], bool]


def nobody(matter: Any, whom: str) -> Sequence[str]:
    """Of a kind whose units have heads, or tell nobody."""
    return ()


class WrongFlow(ValueError):
    """A flow that cannot be meant: the message names the flow, the move and the fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One way from some states to another: by whom, with which form, and how long it is open."""

    name: str
    sources: tuple[str, ...]
    target: str | None
    """The state it leads to; None for a move that leaves the matter where it is."""
    by: Predicate
    label: str | Promise
    done: str | Promise
    back: Callable[[Any], str] | None = None
    """The state to which the matter comes back; `target` stands for it in the table."""
    comes_to: Callable[[Any], str] | None = None
    """The state that follows from what the move has done; `target` stands for it in the table."""
    form: type[MoveForm] | None = None
    withholds: tuple[str, ...] = ()
    """Inputs that the journal does not keep, because few may see them."""
    within: str = ""
    """Key of a limit in the rule pack, counted from `since`; after it the move is closed."""
    since: Callable[[Attempt], datetime | None] | None = None
    once: bool = False
    """Whether the move can be made only once in the life of a matter."""
    at_most: int | str = 0
    """How often the move can be made, or the key of the rule pack that says so; 0: any number."""
    unless: Callable[[Attempt], str] | None = None
    """What still stands against the move, as a sentence for whoever wants to make it; or ""."""
    restarts: tuple[str, ...] = ()
    """The clocks that begin anew with the move, though they are in motion already."""
    ends_rest: bool = False
    """Whether linli itself makes the move when the time of a rest is over."""
    handles: bool = False
    """Whether whoever makes the move has handled the matter, and so may not verify it."""
    asks: bool = False
    """Whether the move asks a unit to do its part; see `linli.matters.asking`."""
    applies: bool = False
    """Whether the move asks for leave."""
    tone: str = "secondary"
    """How much the button stands out: primary, secondary or danger."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that runs while the matter is in certain states and rests in others."""

    name: str
    label: str | Promise
    runs_in: tuple[str, ...]
    limit: str | LimitOf
    """A key of the rule pack (a limit, or limits by urgency), or a function that finds it."""
    paused_in: tuple[str, ...] = ()
    asked: bool = False
    """Whether it is a clock of each unit that is asked to do its part, not of the matter."""
    begins_later: bool = False
    """Of a unit asked: whether it begins with one of its steps, and not when it is asked."""
    extension: str | MoreTimeOf = ""
    """The key of the rule pack that says how often and how far the clock may be extended."""
    of_holder: bool = True
    """Whether it is for the unit that holds the matter to meet it, not for who judges its work."""

    def watches(self, state: str) -> bool:
        """Whether the clock is in motion, or at rest but not ended, in this state."""
        return state in self.runs_in or state in self.paused_in


class Flow(Generic[M]):
    """The flow of one kind of matter. Raises WrongFlow when the table contradicts itself.

    `handled_by` are events besides the moves after which somebody has handled the matter, and
    `asked_by` those with which units were asked to do their part;
    `ladder` is the key of the rule pack that says what happens as the clocks run out; `label`
    is what people call the matters; `words` says what the predicates of its moves ask, by their
    names (see `linli.matters.powers`); `grounds` are the moves that speak for supervision.

    Of the ladder besides: `in_charge` gives the capabilities by which somebody is found in a unit
    without a head, `tells` the notice of each step, and whom `keeps_from` names never hears.

    `has_reporter`: somebody outside the staff reported it and reads what is said to them.
    """

    def __init__(
        self,
        kind: str,
        states: type[models.TextChoices],
        *,
        app: str,
        entries: Sequence[str],
        final: Sequence[str],
        moves: Sequence[Move],
        clocks: Sequence[Clock],
        visible_to: Callable[[User, datetime], models.Q],
        scope: Callable[[User, datetime], Scope] = nowhere,
        handled_by: Sequence[Event] = (),
        asked_by: Sequence[Event] = (),
        ladder: str | LadderOf | None = None,
        label: str | Promise = "",
        words: Mapping[str, str | Promise] | None = None,
        grounds: Mapping[str, Cause] | None = None,
        in_charge: InChargeOf = nobody,
        tells: Mapping[str, Notice] = BY_STEP,
        keeps_from: KeepsFrom | None = None,
        has_reporter: bool = False,
    ) -> None:
        self.kind, self.states, self.app = kind, states, app
        self.entries, self.final = tuple(entries), tuple(final)
        self.moves = {move.name: move for move in moves}
        self.clocks = tuple(clocks)
        self.visible_to, self.scope, self.ladder = visible_to, scope, ladder
        self.label, self.words = label or kind, dict(words or {})
        self.in_charge, self.tells, self.keeps_from = in_charge, tells, keeps_from
        self.has_reporter = has_reporter
        self.bodies: dict[str, Callable[..., PauseTerms | None]] = {}
        self._refuse_nonsense(moves)
        self.events = {
            move.name: Event(f"{app}.{move.name}", move.done) for move in self.moves.values()
        }
        self.handling = [
            *(event.code for event in handled_by),
            *(self.events[move.name].code for move in moves if move.handles),
        ]
        """The codes of the events after which a user counts as having handled the matter."""
        self.asking = {
            *(event.code for event in asked_by),
            *(self.events[move.name].code for move in moves if move.asks),
        }
        """The codes of the events after which units may be waited for."""
        for name, cause in (grounds or {}).items():
            self._require(set(self.moves), "grounds", (name,))
            declare(self.events[name], cause)
        FLOWS[kind] = self

    @cached_property
    def applying(self) -> frozenset[str]:
        """The codes of the events after which leave may be waited for."""
        return frozenset(self.events[m.name].code for m in self.moves.values() if m.applies)

    def does(
        self, name: str
    ) -> Callable[[Callable[Concatenate[M, P], PauseTerms | None]], Callable[Concatenate[M, P], M]]:
        """Make the function the body of a move; calling it makes the whole move.

        The call checks the predicate and the state, claims the matter, runs the body and the
        clocks and writes the journal, in one transaction; see `engine.perform` for its errors.
        """
        move = self.moves.get(name)
        if move is None:
            raise WrongFlow(f"{self.kind}: no move is called “{name}”")

        def register(
            body: Callable[Concatenate[M, P], PauseTerms | None],
        ) -> Callable[Concatenate[M, P], M]:
            def perform(matter: M, /, *args: P.args, **kwargs: P.kwargs) -> M:
                return engine.perform(self, move, matter, dict(kwargs))

            update_wrapper(perform, body)
            self.bodies[name] = body
            return perform

        return register

    def from_state(self, state: str) -> list[Move]:
        """The moves that lead out of a state, in the order of the table."""
        return [move for move in self.moves.values() if state in move.sources]

    def clock(self, name: str) -> Clock | None:
        """The clock of this name; None for one of an earlier release."""
        return next((clock for clock in self.clocks if clock.name == name), None)

    def clocks_in(self, state: str) -> list[Clock]:
        """The matter's own clocks that run in a state."""
        return [clock for clock in self.clocks if state in clock.runs_in and not clock.asked]

    def asked_clocks(self) -> list[Clock]:
        """The clocks that begin when a unit is asked to do its part, where the kind has any."""
        return [clock for clock in self.clocks if clock.asked and not clock.begins_later]

    def tone(self, state: str, *, ended: bool) -> str:
        """How a state's badge looks: ended, waiting for a decision, or active."""
        if ended:
            return "ended"
        return "waiting" if state in self.entries else "active"

    def end_of_rest(self, state: str) -> Move | None:
        """The move by which linli itself ends a rest in this state."""
        return next((move for move in self.from_state(state) if move.ends_rest), None)

    def _refuse_nonsense(self, moves: Sequence[Move]) -> None:
        known = set(self.states.values)
        if self.kind in FLOWS:
            raise WrongFlow(f"{self.kind}: there is a flow of this kind already")
        if len(self.moves) != len(moves):
            raise WrongFlow(f"{self.kind}: two moves have the same name")
        if len({clock.name for clock in self.clocks}) != len(self.clocks):
            raise WrongFlow(f"{self.kind}: two clocks have the same name")
        for move in moves:
            self._require(known, move.name, (*move.sources, move.target or move.sources[0]))
        for clock in self.clocks:
            self._require(known, clock.name, (*clock.runs_in, *clock.paused_in))
            if set(clock.runs_in) & set(clock.paused_in):
                raise WrongFlow(f"{self.kind}: clock “{clock.name}” both runs and rests")
        self._require(known, "entries", self.entries)
        self._require(known, "final", self.final)
        if lost := known - self._reachable():
            raise WrongFlow(f"{self.kind}: no move leads to {', '.join(sorted(lost))}")
        if stuck := {s for s in known - set(self.final) if not self._leads_out(s)}:
            raise WrongFlow(f"{self.kind}: no move leads out of {', '.join(sorted(stuck))}")
        self._refuse_wrong_clocks()

    def _refuse_wrong_clocks(self) -> None:
        resting = {state for clock in self.clocks for state in clock.paused_in}
        for state in sorted(resting):
            if len([move for move in self.from_state(state) if move.ends_rest]) != 1:
                raise WrongFlow(
                    f"{self.kind}: one move of linli itself must end the rest in {state}"
                )
        for move in self.moves.values():
            if move.ends_rest and not set(move.sources) <= resting:
                raise WrongFlow(f"{self.kind}: “{move.name}” ends a rest where nothing rests")
            for name in move.restarts:
                clock = self.clock(name)
                ends = {move.target} if move.target else set(move.sources)
                if clock is None or not ends <= set(clock.runs_in):
                    raise WrongFlow(f"{self.kind}: “{move.name}” restarts “{name}”, which stands")
        for clock in self.clocks:
            if clock.begins_later and not clock.asked:
                raise WrongFlow(f"{self.kind}: clock “{clock.name}” begins later, but of no unit")

    def _require(self, known: set[str], where: str, states: Sequence[str]) -> None:
        if unknown := set(states) - known:
            raise WrongFlow(f"{self.kind}: “{where}” names unknown {', '.join(sorted(unknown))}")

    def _leads_out(self, state: str) -> bool:
        return any(move.target not in (None, state) for move in self.from_state(state))

    def _reachable(self) -> set[str]:
        found, todo = set(self.entries), list(self.entries)
        while todo:
            for move in self.from_state(todo.pop()):
                if move.target and move.target not in found:
                    found.add(move.target)
                    todo.append(move.target)
        return found
