"""What follows from anything that happens to a matter of any kind."""

from __future__ import annotations

from collections.abc import Sequence

from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.matters.events import COMMENTED
from linli.matters.search.actions import index


@on(COMMENTED)
def index_what_was_said(entries: Sequence[Entry]) -> None:
    """Make comments findable."""
    index(sorted({int(entry.about_id) for entry in entries}))
