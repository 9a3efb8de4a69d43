"""What of figures is kept from a reader: small ones that count what the reader may not see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from linli.ground.org.models import User
from linli.insight.measures.asking import Question, Source
from linli.insight.measures.figures import Figure, Pair
from linli.insight.measures.statements import rows_statement
from linli.matters.queries import visible_matters


def seen(keys: Iterable[int], reader: User | None, at: datetime) -> set[int]:
    """Those of the matters that the reader may see; the program itself sees all."""
    keys = set(keys)
    if reader is None or not keys:
        return keys
    return set(visible_matters(reader, at).filter(pk__in=keys).values_list("pk", flat=True))


def hidden(
    question: Question,
    source: Source,
    dimension: str,
    length: int,
    found: dict[tuple[str, str], Pair],
) -> set[tuple[str, str]]:
    """Which figures the reader must not know: fewer matters than the smallest cell, one unseen."""
    smallest = question.rules.smallest_cell
    small = {key for key, pair in found.items() if 0 < pair.denominator < smallest}
    if question.reader is None or not small:
        return set()
    asked = [each for each in question.asked(question.stretches) if each.key in dict(small)]
    behind: dict[tuple[str, str], set[int]] = defaultdict(set)
    for key, matter, dim, _hits in source.ask(
        rows_statement(question.wanted(dimension, length)), asked
    ):
        if (key, dim) in small:
            behind[key, dim].add(matter)
    known = seen(set().union(*behind.values()), question.reader, question.at)
    return {key for key in small if not behind[key] <= known}


def so_that_none_follows(told: dict[str, Figure]) -> dict[str, Figure]:
    """Where one figure alone is kept back, the smallest other too: it would follow from the sum."""
    kept = [dim for dim, figure in told.items() if figure.suppressed]
    others = [dim for dim, figure in told.items() if not figure.suppressed and figure.denominator]
    if len(kept) != 1 or not others:
        return told
    least = min(others, key=lambda dim: (told[dim].denominator, dim))
    return told | {least: told[least].hidden()}
