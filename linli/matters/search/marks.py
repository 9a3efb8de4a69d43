"""The lexemes by which an index entry says where its matter lies, beside its words.

They let one index answer "these words, in this street, among the newest": the cost then follows
from the rarest of the conditions and not from how often a word was ever used.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from math import inf

from django.utils import timezone

from linli.ground.places.codes import ancestor_codes
from linli.matters.scopes import Scope

BLOCK = 4_096
"""Matters in a block: running numbers that lie together, hence came in one after another."""

LARGE = 16
"""Blocks in a large block."""

WINDOWS = (
    ("b", BLOCK, 2),
    ("l", BLOCK * LARGE, 4),
)
"""Marks, size and number of the blocks that are looked into one by one, the newest first. In the
first of the large ones little has ended yet; an empty one costs little, and all at once costs much.

Never two at once: where one of two lexemes is enough, PostgreSQL goes through all that either has,
and where one lexeme must be met it passes from one to the next that has the others too."""

AMPLE = 4
"""How many times as much as is wanted blocks must be expected to give, to be looked into: what
fits a question does not lie as evenly as is reckoned."""

IN_HAND = "@h"
"""The matter was not ended when it was indexed; what has ended has no such mark."""

MOST_MONTHS = 60
"""A longer time is not asked of the index."""


def in_area(code: str) -> str:
    """The matter lies in this place."""
    return f"@p{code}"


def at_unit(unit_id: int) -> str:
    """The unit holds the matter, has held it, or takes part in it."""
    return f"@u{unit_id}"


def opened_by(user_id: int) -> str:
    """The user entered the matter."""
    return f"@c{user_id}"


def of_kind(kind: str) -> str:
    """The matter is of this kind."""
    return f"@k{kind}"


def in_state(state: str) -> str:
    """The matter was in this state when it was indexed."""
    return f"@s{state}"


def opened_in(day: date) -> str:
    """The matter was opened in the month of this day."""
    return f"@m{day:%Y%m}"


def marks_of(
    matter_id: int,
    kind: str,
    state: str,
    place_code: str,
    created_by: int,
    opened_at: datetime,
    closed_at: datetime | None,
    units: Iterable[int],
) -> list[str]:
    """Everything that the entry of a matter says besides its words."""
    block = matter_id // BLOCK
    return [
        f"@b{block}",
        f"@l{block // LARGE}",
        of_kind(kind),
        in_state(state),
        opened_in(timezone.localdate(opened_at)),
        opened_by(created_by),
        *([] if closed_at else [IN_HAND]),
        *(in_area(code) for code in (*ancestor_codes(place_code), place_code)),
        *(at_unit(unit) for unit in units),
    ]


def newest(last_id: int, wealth: float = inf) -> list[list[str]]:
    """What came in last: blocks of one size, then larger ones that hold those, each by its mark.

    So a search reads little more than it needs, whether its words are frequent or rare. `wealth`:
    how many times what is wanted is expected in all; sizes that hold too little are left out.
    """
    sizes = []
    for name, size, count in WINDOWS:
        block = last_id // size
        if block < count:
            break
        if wealth * size * count >= AMPLE * last_id:
            sizes.append([f"@{name}{each}" for each in range(block, block - count, -1)])
    return sizes


def of_scope(scope: Scope) -> list[str] | None:
    """What the entries of a user's matters may say; None: anything, []: there are none."""
    if scope.everywhere:
        return None
    marks = [in_area(code) for code in sorted(scope.areas)]
    marks += [at_unit(unit) for unit in sorted(scope.units)]
    return marks if scope.creator is None else [*marks, opened_by(scope.creator)]


def months(first: date, last: date) -> list[str]:
    """The months from one day to another; nothing where they are too many to ask for."""
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    if end - begin >= MOST_MONTHS:
        return []
    return [opened_in(date(each // 12, each % 12 + 1, 1)) for each in range(begin, end + 1)]
