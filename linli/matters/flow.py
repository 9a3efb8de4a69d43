"""The declared table of a kind of matter: its states, its moves, its clocks.

From the one table come the buttons and forms of the page, the moves of the API, the check in the
engine, the diagram and the table in the docs, and a test over every edge. A wrong table fails when
it is made, which is when the program starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.db import models
from django.utils.functional import Promise
from rules.predicates import Predicate

from linli.ground.journal.events import Event
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import Pack
from linli.ground.worktime.limits import Limit
from linli.matters import engine
from linli.matters.clocks import PauseTerms
from linli.matters.forms import MoveForm
from linli.matters.models import FLOWS, Matter

M = TypeVar("M", bound=Matter)
P = ParamSpec("P")
LimitOf = Callable[[Any, Pack], Limit]


class WrongFlow(ValueError):
    """A flow that cannot be meant: the message names the flow, the move and the fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One way from some states to another: by whom, with which form, and how long it is open."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: Predicate
    label: str | Promise
    done: str | Promise
    form: type[MoveForm] | None = None
    within: str = ""
    """Key of a limit in the rule pack, counted from `since`; after it the move is closed."""
    since: Callable[[Any], datetime | None] | None = None
    once: bool = False
    """Whether the move can be made only once in the life of a matter."""
    handles: bool = False
    """Whether whoever makes the move has handled the matter, and so may not verify it."""
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

    def watches(self, state: str) -> bool:
        """Whether the clock is in motion, or at rest but not ended, in this state."""
        return state in self.runs_in or state in self.paused_in


class Flow(Generic[M]):
    """The flow of one kind of matter. Raises WrongFlow when the table contradicts itself.

    `handled_by` are events besides the moves after which somebody has handled the matter.
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
        handled_by: Sequence[Event] = (),
    ) -> None:
        self.kind, self.states, self.app = kind, states, app
        self.entries, self.final = tuple(entries), tuple(final)
        self.moves = {move.name: move for move in moves}
        self.clocks = tuple(clocks)
        self.visible_to = visible_to
        self.bodies: dict[str, Callable[..., M]] = {}
        self._refuse_nonsense(moves)
        self.events = {
            move.name: Event(f"{app}.{move.name}", move.done) for move in self.moves.values()
        }
        self.handling = [
            *(event.code for event in handled_by),
            *(self.events[move.name].code for move in moves if move.handles),
        ]
        """The codes of the events after which a user counts as having handled the matter."""
        FLOWS[kind] = self

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
                return engine.perform(self, move, matter, body, dict(kwargs))

            update_wrapper(perform, body)
            self.bodies[name] = perform
            return perform

        return register

    def from_state(self, state: str) -> list[Move]:
        """The moves that lead out of a state, in the order of the table."""
        return [move for move in self.moves.values() if state in move.sources]

    def _refuse_nonsense(self, moves: Sequence[Move]) -> None:
        known = set(self.states.values)
        if self.kind in FLOWS:
            raise WrongFlow(f"{self.kind}: there is a flow of this kind already")
        if len(self.moves) != len(moves):
            raise WrongFlow(f"{self.kind}: two moves have the same name")
        if len({clock.name for clock in self.clocks}) != len(self.clocks):
            raise WrongFlow(f"{self.kind}: two clocks have the same name")
        for move in moves:
            self._require(known, move.name, (*move.sources, move.target))
        for clock in self.clocks:
            self._require(known, clock.name, (*clock.runs_in, *clock.paused_in))
            if set(clock.runs_in) & set(clock.paused_in):
                raise WrongFlow(f"{self.kind}: clock “{clock.name}” both runs and rests")
        self._require(known, "entries", self.entries)
        self._require(known, "final", self.final)
        if lost := known - self._reachable():
            raise WrongFlow(f"{self.kind}: no move leads to {', '.join(sorted(lost))}")
        if stuck := {s for s in known - set(self.final) if not self.from_state(s)}:
            raise WrongFlow(f"{self.kind}: no move leads out of {', '.join(sorted(stuck))}")

    def _require(self, known: set[str], where: str, states: Sequence[str]) -> None:
        if unknown := set(states) - known:
            raise WrongFlow(f"{self.kind}: “{where}” names unknown {', '.join(sorted(unknown))}")

    def _reachable(self) -> set[str]:
        found, todo = set(self.entries), list(self.entries)
        while todo:
            for move in self.from_state(todo.pop()):
                if move.target not in found:
                    found.add(move.target)
                    todo.append(move.target)
        return found
