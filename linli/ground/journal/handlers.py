"""Who listens to which event. An app's reactions stand in its own handlers.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from linli.ground.journal.events import Event

if TYPE_CHECKING:
    from linli.ground.journal.models import Entry

Handler = Callable[["Entry"], None]
HandlerOfMany = Callable[[Sequence["Entry"]], None]
H = TypeVar("H", bound=Handler)
M = TypeVar("M", bound=HandlerOfMany)

HANDLERS: dict[str, dict[str, HandlerOfMany]] = defaultdict(dict)
"""Event code → name of the handler → the handler, which takes one entry or many."""


def on(*events: Event) -> Callable[[H], H]:
    """Call the function for every entry of these events, after the change has been committed.

    The function runs in one transaction with the mark that it is done, so what it writes to the
    database is written once. What it does elsewhere must bear repetition, and must not take long:
    the transaction may be that of other entries too.
    """

    def register(handler: H) -> H:
        def each(entries: Sequence[Entry]) -> None:
            for entry in entries:
                handler(entry)

        _enter(events, f"{handler.__module__}.{handler.__name__}", each)
        return handler

    return register


def on_all(*events: Event) -> Callable[[M], M]:
    """As `on`, for a function that takes what waits together: many entries cost it little more."""

    def register(handler: M) -> M:
        _enter(events, f"{handler.__module__}.{handler.__name__}", handler)
        return handler

    return register


def _enter(events: Sequence[Event], name: str, handler: HandlerOfMany) -> None:
    for event in events:
        HANDLERS[event.code][name] = handler
