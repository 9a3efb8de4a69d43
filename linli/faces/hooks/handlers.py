"""Everything that happens to a matter may have to be told outside."""

from __future__ import annotations

from linli.faces.hooks import actions
from linli.faces.hooks.events import OFFERED
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry


@on(*OFFERED.values())
def pass_on(entry: Entry) -> None:
    """Put the entry on its way to whoever subscribed to it."""
    actions.pass_on(entry)
