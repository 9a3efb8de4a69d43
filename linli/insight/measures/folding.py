"""One row for each matter, and each unit asked, of its entries: the same for every database.

What changes is told by the entry that changed it; what holds is told by the last that said so.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import ibis

from linli.insight.measures.events import EXCLUDED, INCLUDED
from linli.insight.measures.registry import COUNTED
from linli.insight.measures.relations import MATTERS, entries
from linli.matters.measuring import Counted

TIMES = ("returned", "reopened", "raised", "deferred", "extended", "objected", "upheld")


@cache
def fold() -> ibis.Table:
    """The relation `matters` of the relation `entries`."""
    return _settle(_gather(entries).left_join(_in_hand(entries), ["matter", "part"]))


def _gather(e: ibis.Table) -> ibis.Table:
    """The last word on everything, and how often each thing happened."""
    excluding = e.event.isin((EXCLUDED.code, INCLUDED.code))
    decides = e.event.isin(_codes("decides"))
    last = {name: _last(e, name) for name in LAST}
    listed = {name: e[name].group_concat("", where=e[name].notnull()) for name in LISTED}
    return e.group_by("matter", "part").agg(
        **last,
        **listed,
        **{name: _times(e, name) for name in TIMES},
        unit=_last(e, "holder"),
        due_at=_last(e, "due"),
        opened_at=e.at.min(where=e.kind.notnull()),
        contacted_at=e.at.min(where=e.contacted),
        begun_at=e.at.min(where=e.event.isin(_codes("begins"))),
        decided_at=e.at.argmax(e.id, where=decides),
        verdict=e.event.argmax(e.id, where=decides),
        settled_at=e.at.argmax(e.id, where=e.level.notnull()),
        closed_at=e.at.argmax(e.id, where=e.ended.notnull()),
        ended=_last(e, "ended"),
        undone=e.id.max(where=e.level == ""),
        answered=e.id.max(where=e.said_solved.notnull()),
        decision=e.event.argmax(e.id, where=excluding),
        last_entry=e.id.max(),
    )


def _in_hand(e: ibis.Table) -> ibis.Table:
    """When it came in hand the last time, and the times before: it ends, and is reopened."""
    told = e.filter(e.ended.notnull())
    along = {"group_by": [told.matter, told.part], "order_by": told.id}
    told = told.mutate(since=told.at.lag().over(**along), later=told.at.lead().over(**along))
    over = told.ended & told.since.notnull() & told.later.notnull()
    span = told.since.cast("string") + "-" + told.at.cast("string")
    return told.group_by("matter", "part").agg(
        taken_up_at=told.at.argmax(told.id, where=~told.ended),
        earlier=span.group_concat(";", where=over, order_by=told.id),
    )


LAST = (
    *("kind", "place", "topic", "channel", "urgency", "state", "level", "occasion", "sure", "rank"),
    *("said_contacted", "said_solved", "satisfaction", "ground", "grade", "grade_back", "hours"),
)
"""Of these columns the newest value holds."""

LISTED = ("met", "missed", "made")
"""What is told of clocks and steps, by their names."""


def _settle(g: ibis.Table) -> ibis.Table:
    """What follows from the last words: what is over, what was taken back."""
    given = (g.answered > g.undone.fill_null(0)).fill_null(False)
    said = ("said_contacted", "said_solved", "satisfaction")
    full = g.filter(g.kind.notnull()).mutate(
        level=g.level.fill_null(""),
        earlier=g.earlier.fill_null(""),
        occasion=g.occasion.fill_null(""),
        verdict=g.verdict.fill_null(""),
        ground=g.ground.fill_null(""),
        settled_at=(g.level.fill_null("") != "").ifelse(g.settled_at, ibis.null("int64")),
        closed_at=g.ended.fill_null(False).ifelse(g.closed_at, ibis.null("int64")),
        due_at=g.due_at.nullif(0),
        **{name: _listed(g, name) for name in LISTED},
        excluded=(g.decision == EXCLUDED.code).fill_null(False),
        **{name: given.ifelse(g[name], ibis.null(MATTERS[name])) for name in said},
    )
    return full.select(*MATTERS)


def _last(e: ibis.Table, name: str) -> Any:
    return e[name].argmax(e.id, where=e[name].notnull())


def _times(e: ibis.Table, name: str) -> Any:
    return e.event.isin(_codes(name)).ifelse(1, 0).sum().cast("int64")


def _codes(name: str) -> list[str]:
    """The codes of entries that mean this, of every kind of matter."""
    return sorted(code for counted in _counted() for code in getattr(counted, name))


def _listed(g: ibis.Table, outcome: str) -> Any:
    """The names of the clocks that occur in any of the lists, once each, in one order."""
    told, lists = ibis.literal(""), g[outcome].fill_null("")
    for clock in _clocks():
        told = told + lists.contains(f'"{clock}"').ifelse(f'"{clock}"', "")
    return told


def _clocks() -> list[str]:
    """The names of all clocks that are counted, of every kind of matter."""
    return sorted({clock for counted in _counted() for clock in counted.clocks})


def _counted() -> Iterable[Counted]:
    return COUNTED.values()
