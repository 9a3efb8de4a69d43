"""Who listens to which event. An app's reactions stand in its own handlers.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from linli.ground.journal.events import Event

if TYPE_CHECKING:
    from linli.ground.journal.models import Entry

Handler = Callable[["Entry"], None]

HANDLERS: dict[str, dict[str, Handler]] = defaultdict(dict)
"""Event code → name of the handler → the handler."""


def on(*events: Event) -> Callable[[Handler], Handler]:
    """Call the function for every entry of these events, after the change has been committed.

    The function runs in a transaction of its own together with the mark that it is done, so what
    it writes to the database is written once. What it does elsewhere must bear repetition.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__name__}"
        for event in events:
            HANDLERS[event.code][name] = handler
        return handler

    return register
