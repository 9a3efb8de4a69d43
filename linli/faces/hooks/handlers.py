"""Everything that happens to a matter may have to be told outside."""

from __future__ import annotations

from collections.abc import Sequence

from linli.faces.hooks import actions
from linli.faces.hooks.events import OFFERED
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry


@on(*OFFERED.values())
def pass_on(entries: Sequence[Entry]) -> None:
    """Put the entries on their way to whoever subscribed to them."""
    actions.pass_on(entries)
