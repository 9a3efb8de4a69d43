"""Who listens to which event. An app's reactions stand in its own handlers.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from linli.ground.journal.events import Event

if TYPE_CHECKING:
    from linli.ground.journal.models import Entry

Handler = Callable[[Sequence["Entry"]], None]
H = TypeVar("H", bound=Handler)

HANDLERS: dict[str, dict[str, Handler]] = defaultdict(dict)
"""Event code → name of the handler → the handler."""


def on(*events: Event) -> Callable[[H], H]:
    """Call the function with the entries of these events, after the changes have been committed.

    It is given what waits together, so that many entries cost little more than one. It runs in
    one transaction with the mark that it is done, so what it writes to the database is written
    once. What it does elsewhere must bear repetition, and must not take long: the transaction is
    that of other handlers too.
    """

    def register(handler: H) -> H:
        for event in events:
            HANDLERS[event.code][f"{handler.__module__}.{handler.__name__}"] = handler
        return handler

    return register
