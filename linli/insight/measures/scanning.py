"""Counting for several questions at once: measures with a moment in common share one scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from linli.insight.measures.asking import Question, Source
from linli.insight.measures.figures import Pair
from linli.insight.measures.periods import Period
from linli.insight.measures.seeing import Hiding
from linli.insight.measures.statements import Wanted, scanned, statement, together

Pairs = dict[tuple[str, str], Pair]
"""By stretch (asking.py) and by what is told apart."""


class Counts:
    """What measures count, asked of a source; what is known beforehand is not asked again."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.hiding = Hiding(source)
        self._known: dict[tuple[Wanted, Period], Pairs] = {}

    def of(self, question: Question, dimension: str, length: int) -> Pairs:
        """What the measure of a question counted."""
        key = question.wanted(dimension, length), question.period
        if key not in self._known:
            self.know([question], dimension, length)
        return self._known[key]

    def know(self, questions: Iterable[Question], dimension: str, length: int) -> None:
        """Count for these in as few scans as may be: every measure of theirs in every period.

        They may differ in nothing else, but in whether they count what was left out.
        """
        for family in _families(questions):
            periods = {each.period: each for each in family}
            wanted = dict.fromkeys(each.wanted(dimension, length) for each in family)
            self._known |= {(each, period): {} for each in wanted for period in periods}
            stretches = {
                f"{period.code} {key}": (period, key, stretch)
                for period, each in periods.items()
                for key, stretch in each.stretches
            }
            asked = family[0].asked((key, told[2]) for key, told in stretches.items())
            if asked:
                for key, dim, *numbers in self.source.ask(_statement(tuple(wanted)), asked):
                    period, when, _stretch = stretches[key]
                    pairs = zip(wanted, numbers[::2], numbers[1::2], strict=True)
                    for each, top, below in pairs:
                        if below:
                            self._known[each, period][when, dim] = Pair(int(top), int(below))


def _families(questions: Iterable[Question]) -> Iterator[list[Question]]:
    """Those that one statement answers."""
    families: dict[Any, list[Question]] = {}
    for each in questions:
        families.setdefault(scanned(each.measure) or each.measure.code, []).append(each)
    yield from families.values()


def _statement(wanted: tuple[Wanted, ...]) -> str:
    return together(wanted) if len(wanted) > 1 else statement(wanted[0])
