"""Lists of matters at any size: the rows of one page, and how many there are, up to a bound.

A list is asked in parts, one for each area, for the units and for what the user entered, and each
part by an index that holds all it needs. Statements carry their values as literals: PostgreSQL then
plans for this area and this unit, and not for an average one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from psycopg.sql import Literal

from linli.ground.org.models import User
from linli.ground.places.codes import successor
from linli.matters.models import FLOWS
from linli.matters.scopes import Scope

MOST_COUNTED = 5_000
"""Matters that a count looks at; beyond it only “5,000+” is told."""

MOST_WALKED = 2_000
"""Matters that are looked at for what no index of lists knows."""

SHORT = timedelta(days=100)
"""So long a time has few enough matters to sort them all."""

MATTERS, NAMED = "matters_matter", "named"
"""Where the rows of a part stand: in the table, or among those that a list names."""

LOOKUPS = {"=": "", ">=": "__gte", "<": "__lt", "<=": "__lte", "any": "__in", "null": "__isnull"}


class Term(NamedTuple):
    """A condition on one column of a matter, for a queryset and for a statement alike."""

    column: str
    lookup: str
    value: Any

    @property
    def condition(self) -> Q:
        """As a queryset takes it."""
        return Q(**{self.column + LOOKUPS[self.lookup]: self.value})

    @property
    def sql(self) -> str:
        """As a statement takes it; the matter is called `m`."""
        if self.lookup == "null":
            return f"m.{self.column} IS {'' if self.value else 'NOT '}NULL"
        if self.lookup == "any":
            return f"m.{self.column} = ANY({literal(sorted(self.value))}::bigint[])"
        return f"m.{self.column} {self.lookup} {literal(self.value)}"


def below(column: str, code: str) -> list[Term]:
    """That a hierarchical code lies under another."""
    return [Term(column, ">=", code), Term(column, "<", successor(code))]


def literal(value: Any) -> str:
    """A value as it stands in a statement, quoted by the driver."""
    return Literal(value).as_string(connection.connection)


@dataclass(frozen=True, slots=True)
class Order:
    """By which column a list is sorted; equal ones by their running number."""

    column: str
    descending: bool = False

    @property
    def sql(self) -> str:
        """As a statement takes it; who has no deadline comes last."""
        way = " DESC" if self.descending else ""
        return f"{self.column}{way}, id{way}"

    def past(self, mark: Mark, *, back: bool) -> str:
        """The condition that a matter stands after the mark, or before it."""
        value, pk = mark
        after = self.descending == back
        sign = ">" if after else "<"
        if value is None:
            same = f"m.{self.column} IS NULL AND m.id {sign} {pk}"
            return f"({same})" if after else f"({same} OR m.{self.column} IS NOT NULL)"
        past = f"(m.{self.column}, m.id) {sign} ({literal(value)}, {pk})"
        return f"({past} OR m.{self.column} IS NULL)" if after else past

    def turned(self) -> Order:
        """The same order from its end."""
        return Order(self.column, not self.descending)


class Mark(NamedTuple):
    """Where in a list a matter stands: its value in the order, and its id."""

    value: datetime | None
    pk: int

    def __str__(self) -> str:
        return f"{self.value.isoformat() if self.value else ''}~{self.pk}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """The mark that was written so; None for what is none."""
        value, tilde, pk = text.partition("~")
        try:
            moment = datetime.fromisoformat(value) if value else None
            return cls(moment, int(pk)) if tilde and (not moment or moment.tzinfo) else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Slice:
    """The matters of one page, and what stands before and after them."""

    ids: list[int]
    before: Mark | None
    after: Mark | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A list: whose, of what; `terms` and `also` (a condition in SQL on `m`) must all be met.

    `ended`: what has ended, what is in hand, or both (None), which only a page can be of.
    `among` is one more condition in SQL, asked of the first MOST_WALKED matters alone.
    """

    user: User
    at: datetime
    terms: Sequence[Term] = ()
    also: str = ""
    ended: bool | None = False
    among: str = ""

    def page(
        self, order: Order, rows: int, *, after: Mark | None = None, before: Mark | None = None
    ) -> Slice:
        """So many rows in this order, after one mark or before the other."""
        back = before is not None and after is None
        mark, way = (before, order.turned()) if back else (after, order)
        past = f" AND {order.past(mark, back=back)}" if mark else ""
        most = MOST_WALKED if self.among else rows + 1
        parts = " UNION ALL ".join(
            f"(SELECT m.id, m.{order.column} FROM {self._first(part, order)}{past}"  # noqa: S608 - quoted
            f" ORDER BY m.{way.sql.replace(', id', ', m.id')} LIMIT {most})"
            for part in self._parts(apart=False)
        )
        if not parts:
            return Slice([], None, None)
        if self.among:
            walked = f"SELECT * FROM ({parts}) m ORDER BY {way.sql} LIMIT {MOST_WALKED}"  # noqa: S608
            once = f"SELECT DISTINCT ON ({order.column}, id) id, {order.column}"
            having = f"{once} FROM ({walked}) m WHERE {self.among}"
            parts = f"{having} ORDER BY {way.sql} LIMIT {rows + 1}"
        # What is in two parts stands in the first rows of both, and once in the list. Were it kept
        # out of the second, PostgreSQL would look through all of it for rows that are not there.
        listed = f"SELECT DISTINCT id, {order.column} FROM ({parts}) m"  # noqa: S608
        found = self._rows(f"{listed} ORDER BY {way.sql} LIMIT {rows + 1}")
        marks = [Mark(value, pk) for pk, value in found]
        more, marks = len(marks) > rows, marks[:rows]
        if back:
            marks.reverse()
        first, last = (marks[0], marks[-1]) if marks else (None, None)
        return Slice(
            [mark.pk for mark in marks],
            first if (more if back else mark) else None,
            last if (mark if back else more) else None,
        )

    def _first(self, part: Part, order: Order) -> str:
        """A part; if it leaves so little that its rows are found first and sorted then, like that.

        PostgreSQL takes opening and end of a matter for independent: it would read the ended ones
        from the newest, and pass a year of them before it comes to those of a month. Likewise it
        would look for what a unit has in hand among all that are, from the newest.
        """
        few = part.few and order.column != "due_at"
        opened = {term.lookup: term.value for term in self.terms if term.column == "opened_at"}
        begin, end = opened.get(">="), opened.get("<")
        named = part.table != NAMED and self._names
        if not (few or named or (self.ended and begin and end and end - begin <= SHORT)):
            return part.rows
        return f"(SELECT m.* FROM {part.rows} OFFSET 0) m WHERE true"  # noqa: S608 - quoted

    def counts(self, wanted: Mapping[str, Sequence[Term]]) -> dict[str, Count]:
        """How many of the list meet each set of terms."""
        columns = sorted({term.column for terms in wanted.values() for term in terms} | {"id"})
        picked = ", ".join(f"m.{column}" for column in columns)
        most = MOST_COUNTED + 1
        parts = " UNION ALL ".join(
            f"(SELECT {picked} FROM {part.rows} LIMIT {most})"  # noqa: S608
            for part in self._parts(apart=True)
        )
        if not parts:
            return dict.fromkeys(wanted, Count(0, False))
        each = ", ".join(
            f"count(*) FILTER (WHERE {' AND '.join(term.sql for term in terms) or 'true'})"
            for terms in wanted.values()
        )
        limited = f"SELECT * FROM ({parts}) x LIMIT {most}"  # noqa: S608
        row = self._rows(f"SELECT count(*), {each} FROM ({limited}) m")[0]  # noqa: S608
        more = row[0] > MOST_COUNTED
        told = (min(number, MOST_COUNTED) for number in row[1:])
        return {name: Count(number, more) for name, number in zip(wanted, told, strict=True)}

    def by_place(self) -> dict[str, tuple[int, int]]:
        """How many of the list stand at each place, and how many of those are overdue."""
        parts = " UNION ALL ".join(
            f"(SELECT m.place_id, m.due_at FROM {part.rows})"  # noqa: S608 - quoted
            for part in self._parts(apart=True)
        )
        if not parts:
            return {}
        late = f"count(*) FILTER (WHERE m.due_at < {literal(self.at)})"
        counted = f"SELECT m.place_id, count(*), {late} FROM ({parts}) m GROUP BY m.place_id"  # noqa: S608
        return {code: (number, overdue) for code, number, overdue in self._rows(counted)}

    @property
    def _names(self) -> bool:
        """Whether single matters are asked for."""
        return any(term.column == "id" for term in self.terms)

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement about the parts gives; matters that are named are found before all."""
        if self._names:
            names = " AND ".join(term.sql for term in self.terms if term.column == "id")
            found = f"SELECT m.* FROM {MATTERS} m WHERE {names}"  # noqa: S608 - quoted
            statement = f"WITH {NAMED} AS MATERIALIZED ({found}) {statement}"
        with connection.cursor() as cursor:
            cursor.execute(statement)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _parts(self, *, apart: bool) -> Iterator[Part]:
        """The parts with all that is asked; `apart`: no matter is in two of them."""
        for ended in (False, True) if self.ended is None else (self.ended,):
            yield from self._parts_of(ended, apart)

    def _parts_of(self, ended: bool, apart: bool) -> Iterator[Part]:
        state = f"m.closed_at IS {'NOT ' if ended else ''}NULL"
        # Kinds with the same rule stand together: looked for by itself, a kind that has no matter
        # there is looked for among all that there are.
        together: dict[Part, dict[str, Scope]] = defaultdict(dict)
        kept = ended and all(term.column in KEPT for term in self.terms)
        for flow in FLOWS.values():
            scope = flow.scope(self.user, self.at)
            for part in _of_scope(scope, ended, apart, kept=kept):
                together[part][flow.kind] = scope
        for part, scopes in together.items():
            seen = [state, _of_kinds(scopes), _unsealed(scopes), part.condition]
            yield self._narrowed(part, seen)

    def _narrowed(self, part: Part, seen: list[str]) -> Part:
        """The part with what must be met to be seen, and with all that is asked.

        Matters that are named are few: every part looks among them, and not along its index.
        """
        among_named = self._names and part.table == MATTERS
        terms = [term.sql for term in self.terms if not (among_named and term.column == "id")]
        conditions = [*seen, *terms, *([self.also] if self.also else [])]
        table = NAMED if among_named else part.table
        return replace(part, condition=" AND ".join(conditions), table=table)


@dataclass(frozen=True, slots=True)
class Part:
    """What one index finds of a list: a condition on `m`, and where its rows stand."""

    condition: str = "true"
    table: str = MATTERS
    few: bool = False
    """Whether it is quicker to find all of it and sort than to look for it in the order."""

    @property
    def rows(self) -> str:
        """As it stands behind FROM."""
        return f"{self.table} m WHERE {self.condition}"

    def without(self, apart: Iterable[str]) -> Part:
        """The part without what others have."""
        return replace(self, condition=" AND ".join([self.condition, *apart]))


LOOKED_ON = (
    "(SELECT matter_id AS id, unit_id, kind, state, urgency, topic, place_id, holder_id,"
    " opened_at, closed_at, NULL::timestamptz AS due_at FROM matters_onlooker)"
)
"""What has ended, as it stands with each unit that looked on; see `Onlooker`. No clock runs."""

KEPT = frozenset(
    (
        *("id", "kind", "state", "urgency", "topic", "place_id", "holder_id"),
        *("opened_at", "closed_at", "due_at"),
    )
)
"""The columns of it; what is asked of another one is asked of the matters themselves."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many; with `more`, at least so many."""

    number: int
    more: bool

    def __str__(self) -> str:
        return f"{self.number:,}+" if self.more else str(self.number)


def _of_scope(scope: Scope, ended: bool, set_apart: bool, *, kept: bool) -> Iterator[Part]:
    """The parts of a scope; `set_apart`: without what is in one of those before.

    `kept`: what has ended and a unit saw before may be read where it stands with the unit.
    """
    if scope.everywhere:
        yield Part()
        return
    apart: list[str] = []
    for area in scope.apart:
        inside = " AND ".join(term.sql for term in below("place_id", area))
        yield Part(inside)
        apart.append(f"NOT ({inside})")
    # One by one: of a single unit an index gives the rows in their order, of several it does not.
    for unit in sorted(scope.units):
        for part, beside in _of_unit(unit, ended, kept):
            yield part.without(apart) if set_apart else part
            apart.append(beside)
    if scope.creator:
        own = Part(f"m.created_by_id = {scope.creator}")
        yield own.without(apart) if set_apart else own


def _of_unit(unit: int, ended: bool, kept: bool) -> Iterator[tuple[Part, str]]:
    """What a unit holds, and what it looks on, each with the condition that it is not that."""
    held = f"m.holder_id = {unit}"
    yield Part(held, few=not ended), f"({held}) IS NOT TRUE"
    looked_on = f"SELECT FROM matters_onlooker o WHERE o.matter_id = m.id AND o.unit_id = {unit}"
    open_ones = f"SELECT matter_id FROM matters_onlooker WHERE unit_id = {unit}"  # noqa: S608
    # In hand there are few: taken as an array, they are looked up one by one. Of what has ended
    # there are many: nearly all that lists ask of them stands with the unit.
    if kept:
        part = Part(f"m.unit_id = {unit}", LOOKED_ON)
    elif ended:
        part = Part(f"EXISTS ({looked_on})")
    else:
        part = Part(f"m.id = ANY(ARRAY({open_ones} AND closed_at IS NULL))")
    yield part, f"NOT EXISTS ({looked_on})"


def _of_kinds(kinds: Iterable[str]) -> str:
    return f"m.kind IN ({', '.join(literal(kind) for kind in sorted(kinds))})"


def _unsealed(scopes: Mapping[str, Scope]) -> str:
    """The condition that a matter is not sealed, or lies where the user sees it all the same.

    Seals are few: PostgreSQL reads them once and asks each matter against them in memory.
    """
    opening: dict[str, list[str]] = defaultdict(list)
    for kind, scope in scopes.items():
        for area in scope.opens:
            opening[area].append(kind)
    seals = "SELECT matter_id FROM matters_seal WHERE lifted_at IS NULL"
    opens = (
        " AND ".join([_of_kinds(kinds), *(term.sql for term in below("place_id", area))])
        for area, kinds in sorted(opening.items())
    )
    return f"({' OR '.join([f'm.id NOT IN ({seals})', *opens])})"
