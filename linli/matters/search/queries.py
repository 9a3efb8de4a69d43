"""Searching: candidates from the index, the newest first; then the rule; then the order.

The index is asked for at most MOST candidates, so that a word which stands in every report costs
no more than a rare one. What a user may see is decided by `visible_matters` alone, as in every
list: the scope in the index only spares it the rows it would refuse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, FloatField, Max
from django.db.models.expressions import RawSQL
from django.utils import timezone

from linli.ground.org.models import User
from linli.ground.people.numbers import NotAPhone, normalise_phone
from linli.ground.places.models import under
from linli.matters import lists
from linli.matters.models import FLOWS, Matter, MatterQuerySet, Words
from linli.matters.numbers import NotANumber, parse
from linli.matters.queries import visible_matters
from linli.matters.search import marks
from linli.matters.search.registry import KINDS
from linli.text.words import any_of, query, words

MOST = 200
"""Candidates that are ranked."""

ENOUGH = 60
"""With so many candidates the index is not asked for older ones."""

MOST_LISTED = 500
"""Matters that a list takes up by their words: the newest that fit."""

MOST_SCANNED = 20_000
"""Entries that one window gives at most: of a word frequent among the old ones alone, not all."""

MANY = 5_000
"""Entries that fit from which on the newest are looked for by themselves; fewer are read at once,
for a block costs as much as all that it holds."""

FREQUENT = 5_000
"""Entries with these words from which on the newest are found sooner by looking at each matter."""

HALF_LIFE_DAYS = 180
"""A matter so old counts half as much as one of today with the same words."""

FOR_RESIDENTS = "ABC"
"""The weights that a resident's question meets: not what the staff say among themselves."""

WINDOW = """w{n} AS MATERIALIZED (
SELECT matter_id FROM matters_words WHERE {wanted} AND {fits} LIMIT {most})"""

FITS = "vector @@ %({name})s::tsquery"
"""Each condition by itself: PostgreSQL then passes from one entry that has one of them to the next
that has the others. Of one question of all it goes through whatever has its rarest part."""

COUNT = "(SELECT count(*) FROM w{n})"

IN_WINDOW = "SELECT matter_id FROM w{n}"

CANDIDATES = "WITH {windows} SELECT matter_id, {cut_off} AS cut_off FROM ({every}) u"
"""With whether older ones were not looked for, because there were enough newer ones."""

AMONG_OWN = """
SELECT matter_id, false AS cut_off FROM matters_words
WHERE matter_id = ANY(%(own)s) AND vector @@ %(words)s::tsquery
"""

NEWEST = """
SELECT matter_id FROM ({candidates}) c ORDER BY 1 DESC LIMIT {most}
"""

RANKED = """
SELECT w.matter_id, ts_rank_cd('{{0.1, 0.3, 0.6, 1.0}}', w.vector, %(words)s::tsquery, 1), m.kind,
cut_off FROM ({candidates} ORDER BY 1 DESC LIMIT {most}) c JOIN matters_words w USING (matter_id)
JOIN matters_matter m ON m.id = w.matter_id
"""

HAS_WORDS = "(SELECT w.vector @@ {ask}::tsquery FROM matters_words w WHERE w.matter_id = m.id)"

OPENED = RawSQL("date_part('epoch', matters_matter.opened_at)", [], output_field=FloatField())
"""In seconds, which are read ten times as fast as a moment."""

HOW_MANY = "EXPLAIN (FORMAT JSON) {every}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: what was typed, and what narrows it."""

    text: str
    kind: str = ""
    state: str = ""
    ended: bool | None = None
    """What has ended, what is in hand, or both."""
    place: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: ids in their order, how many in each state, and whether there may be more."""

    ids: list[int] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    cut_off: bool = False


class Reckoned(NamedTuple):
    """How many entries are expected to have the words, and how many to fit all that is asked."""

    having: int
    fitting: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """How well each fits, by id; of which kinds they are; and whether older ones were left out."""

    ranks: dict[int, float] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    cut_off: bool = False


def search(asked: Asked, user: User, at: datetime) -> Found:
    """The matters that fit, best first, as far as the user may see them."""
    if number := beginning(asked.text):
        seen = _narrowed(visible_matters(user, at), asked).filter(number__startswith=number)
        return _found(seen.order_by("-pk")[:MOST], {}, at)
    said = words(asked.text)
    if not said:
        return Found()
    found = _candidates(said, asked, user, at)
    seen = _narrowed(visible_matters(user, at, found.kinds), asked).filter(_these(found.ranks))
    return _found(seen, found.ranks, at, said, cut_off=found.cut_off)


def reckon(asked: Asked, user: User, at: datetime) -> Reckoned:
    """What PostgreSQL expects of the index, before it is asked."""
    said, scopes = words(asked.text), _scopes(asked, user, at)
    if not said or scopes is None:
        return Reckoned(0, 0)
    return _reckoned(query(said), [*_conditions(asked, at), *scopes])


def listed(asked: Asked, user: User, at: datetime, reckoned: Reckoned | None = None) -> list[int]:
    """For a list of what is in hand or has ended: the newest with these words, up to MOST_LISTED.

    They are candidates from the index alone: what of them the user may see, the list decides.
    """
    said, scopes = words(asked.text), _scopes(asked, user, at)
    if not said or scopes is None:
        return []
    ask, conditions = query(said), [*_conditions(asked, at), *scopes]
    reckoned = reckoned or _reckoned(ask, conditions)
    values: dict[str, Any] = {}
    sizes = _sizes(reckoned.fitting, MOST_LISTED)
    candidates = _windows([ask, *conditions], sizes, values, MOST_LISTED)
    with connection.cursor() as cursor:
        cursor.execute(NEWEST.format(candidates=candidates, most=MOST_LISTED), values)
        return [pk for (pk,) in cursor.fetchall()]


def frequent(asked: Asked, user: User, at: datetime, reckoned: Reckoned | None = None) -> str:
    """Where the words stand in very many matters: the condition in SQL that `m` has them; else "".

    Only for who sees whole areas: among what a department has in hand, the index is sooner.
    """
    said = words(asked.text)
    if not said or not _sees_areas(user, at):
        return ""
    having = (reckoned or reckon(asked, user, at)).having
    return HAS_WORDS.format(ask=lists.literal(query(said))) if having >= FREQUENT else ""


def search_phone(phone: str, user: User, at: datetime) -> Found:
    """What was reported with this phone, newest first; equality of the whole number alone counts.

    Raises NotAPhone.
    """
    number = normalise_phone(phone)
    ids = [each for kind in KINDS.values() for each in kind.of_phone(number, user, at)]
    return _found(visible_matters(user, at).filter(_these(ids)), {}, at)


def is_phone(text: str) -> bool:
    """Whether somebody typed a telephone number."""
    digits = "".join(c for c in text if c.isdecimal())
    if len(digits) < 7 or any(c.isalpha() for c in text) or beginning(text):
        return False
    try:
        return bool(normalise_phone(text))
    except NotAPhone:
        return False


def beginning(text: str) -> str:
    """The beginning of a matter's number, where somebody typed one: at least its day."""
    typed = text.strip()
    try:
        return parse(typed) if not any(c.isalpha() for c in typed) else ""
    except NotANumber:
        pass
    day, dash, rest = typed.partition("-")
    whole = len(day) == 6 and day.isascii() and day.isdigit() and (not rest or rest.isdigit())
    return f"{day}-{rest}" if dash and whole and rest.isascii() else ""


def _candidates(said: list[str], asked: Asked, user: User, at: datetime) -> Candidates:
    weights = FOR_RESIDENTS if user.kind == User.Kind.RESIDENT else ""
    ask = query(said, weights)
    values: dict[str, Any] = {"words": ask}
    if weights:  # who has a handful of matters of their own needs no index
        values["own"] = list(visible_matters(user, at).values_list("pk", flat=True))
        return _ranked(AMONG_OWN, values)
    scopes = _scopes(asked, user, at)
    if scopes is None:
        return Candidates()
    conditions = [*_conditions(asked, at), *scopes]
    sizes = _sizes(_reckoned(ask, conditions).fitting, ENOUGH)
    return _ranked(_windows([ask, *conditions], sizes, values, ENOUGH), values)


def _ranked(candidates: str, values: dict[str, Any]) -> Candidates:
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(candidates=candidates, most=MOST), values)
        rows = cursor.fetchall()
    return Candidates(
        {pk: rank for pk, rank, *_rest in rows},
        frozenset(kind for _pk, _rank, kind, _cut_off in rows),
        len(rows) >= MOST or any(cut_off for *_row, cut_off in rows),
    )


def _sees_areas(user: User, at: datetime) -> bool:
    """Whether the user sees whole areas, and not only what units have to do with."""
    scopes = [flow.scope(user, at) for flow in FLOWS.values()]
    return any(scope.everywhere or scope.areas for scope in scopes)


def _reckoned(ask: str, conditions: list[str]) -> Reckoned:
    """PostgreSQL has statistics of the words."""
    each = "(SELECT FROM matters_words WHERE vector @@ {ask}::tsquery)"
    asks = (ask, " & ".join([ask, *conditions]))
    every = " UNION ALL ".join(each.format(ask=lists.literal(one)) for one in asks)
    with connection.cursor() as cursor:
        cursor.execute(HOW_MANY.format(every=every))
        (plan,) = cursor.fetchone()
    return Reckoned(*(part["Plan Rows"] for part in plan[0]["Plan"]["Plans"]))


def _sizes(expected: float, enough: int) -> list[list[str]]:
    """The blocks in which the newest are looked for, where so many are expected in all."""
    return marks.newest(_last(), expected / enough) if expected >= MANY else []


def _last() -> int:
    """The newest matter in the index."""
    return Words.objects.aggregate(last=Max("matter_id"))["last"] or 0


def _windows(asks: list[str], sizes: list[list[str]], values: dict[str, Any], enough: int) -> str:
    """Candidates from block after block, then from all, until there are enough."""
    parts: list[str] = []
    found = ["0"]  # of each size, by those before it
    before = "0"
    values |= (common := {f"ask{number}": each for number, each in enumerate(asks)})
    for blocks in [*sizes, [""]]:
        counts = ["0"]
        for block in blocks:
            number = len(parts)
            values |= (within := {f"block{number}": any_of([block])} if block else {})
            fits = " AND ".join(FITS.format(name=name) for name in (*common, *within))
            # What is in a block of one size is in one of the next size too.
            before = f"greatest({', '.join([*found, ' + '.join(counts)])})"
            wanted = f"{before} < {enough}"
            parts.append(WINDOW.format(n=number, wanted=wanted, fits=fits, most=MOST_SCANNED))
            counts.append(COUNT.format(n=number))
        found.append(" + ".join(counts))
    every = " UNION ".join(IN_WINDOW.format(n=number) for number in range(len(parts)))
    return CANDIDATES.format(windows=", ".join(parts), every=every, cut_off=f"{before} >= {enough}")


def _scopes(asked: Asked, user: User, at: datetime) -> list[str] | None:
    """What the entries of all that the user sees have in common; None: there is nothing."""
    every: list[str] = []
    areas: set[str] = set()
    for kind, searched in KINDS.items():
        if asked.kind in ("", kind):
            found = marks.of_scope(scope := searched.scope(user, at))
            if found is None:
                return []
            every += found
            areas |= scope.areas
    if asked.place.startswith(tuple(areas)):
        return []  # what lies in the place lies in the area: that says nothing more
    return [any_of(every)] if every else None


def _conditions(asked: Asked, at: datetime) -> list[str]:
    """What narrows the question, as far as the index knows it."""
    conditions = []
    if asked.kind:
        conditions.append(any_of([marks.of_kind(asked.kind)]))
    if asked.state:
        conditions.append(any_of([marks.in_state(asked.state)]))
    if asked.ended is not None:
        conditions.append(f"{'!' if asked.ended else ''}{any_of([marks.IN_HAND])}")
    if asked.place:
        conditions.append(any_of([marks.in_area(asked.place)]))
    if asked.first:
        last = asked.last or timezone.localdate(at)
        if found := marks.months(asked.first, last):
            conditions.append(any_of(found))
    return conditions


def _these(ids: Iterable[int]) -> RawSQL:
    """Ids as one array, so that the statement is the same however many they are.

    They are looked up first: among them the rule is asked, and not for everything a unit sees.
    """
    return RawSQL("matters_matter.id = ANY(%s)", [list(ids)], output_field=BooleanField())


def _narrowed(seen: MatterQuerySet, asked: Asked) -> MatterQuerySet:
    """The same conditions, asked of the matters themselves."""
    if asked.kind:
        seen = seen.filter(kind=asked.kind)
    if asked.state:
        seen = seen.filter(state=asked.state)
    if asked.ended is not None:
        seen = seen.filter(closed_at__isnull=not asked.ended)
    if asked.place:
        seen = seen.filter(under(asked.place, "place_id"))
    if asked.first:
        seen = seen.filter(opened_at__date__gte=asked.first)
    if asked.last:
        seen = seen.filter(opened_at__date__lte=asked.last)
    return seen


def _found(
    seen: Iterable[Matter] | MatterQuerySet,
    ranks: dict[int, float],
    at: datetime,
    said: Iterable[str] = (),
    *,
    cut_off: bool = False,
) -> Found:
    assert isinstance(seen, MatterQuerySet)
    rows = list(seen.values_list("pk", OPENED, "state"))
    now = at.timestamp()

    def worth(row: tuple[int, float, str]) -> tuple[float, int]:
        days = max(0.0, (now - row[1]) / 86_400)
        return ranks.get(row[0], 1.0) * 0.5 ** (days / HALF_LIFE_DAYS), row[0]

    rows.sort(key=worth, reverse=True)
    states = Counter(state for _pk, _opened, state in rows)
    cut_off = cut_off or len(rows) >= MOST
    return Found([row[0] for row in rows], dict(states), list(said), cut_off)
