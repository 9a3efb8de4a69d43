"""Counting for several questions at once: measures with a moment in common share one scan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from linli.insight.measures.asking import Question, Source
from linli.insight.measures.figures import Pair
from linli.insight.measures.periods import EARLIEST, Period, Stretch
from linli.insight.measures.seeing import Hiding
from linli.insight.measures.sources import Asked, Facts
from linli.insight.measures.statements import Wanted, measure_of, scanned, statement, together
from linli.insight.measures.tallies import Found, Order, Tallies, split
from linli.matters.measuring import WHOLES

Pairs = dict[tuple[str, str], Pair]
"""By stretch (asking.py) and by what is told apart."""

BEGINNING = Period.year(EARLIEST.year).begins
"""Before anything happened."""


Asking = tuple[Wanted, Period, str, bool]
"""What is counted, of which period and place, and whether also of those it is compared with."""


class Counts:
    """What measures count for one reader at one moment; what is known is not asked again.

    Of the facts that are kept, whole days come from the tallies, and the rest is scanned.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.hiding = Hiding(source)
        self.tallies = Tallies() if source == Facts() else None
        self._known: dict[Asking, Pairs] = {}

    def of(self, question: Question, dimension: str, length: int) -> Pairs:
        """What the measure of a question counted."""
        key = _asking(question, dimension, length)
        if key not in self._known:
            self.know([question], dimension, length)
        return self._known[key]

    def know(self, questions: Iterable[Question], dimension: str, length: int) -> None:
        """Count for these in as few scans as may be: every measure of theirs in every period.

        They may differ in nothing else, but in whether they count what was left out.
        """
        questions = [q for q in questions if _asking(q, dimension, length) not in self._known]
        told: dict[str, tuple[Period, str]] = {}
        orders: list[Order] = []
        for family in _families(questions):
            wanted = list(dict.fromkeys(each.wanted(dimension, length) for each in family))
            asked: list[Asked] = []
            for period, each in {each.period: each for each in family}.items():
                told |= {f"{period.code} {key}": (period, key) for key, _when in each.stretches}
                asked += each.asked((f"{period.code} {key}", when) for key, when in each.stretches)
                self._known |= {(one, period, *_where(each)): {} for one in wanted}
            orders.append((wanted, asked))
        for (one, key, dim), pair in self._counted(orders).items():
            period, when = told[key]
            if pair.denominator:
                self._known[one, period, *_where(questions[0])][when, dim] = pair

    def _counted(self, orders: Iterable[Order]) -> Found:
        """Of each measure and stretch, by what is told apart."""
        days: list[Order] = []
        found: Found = {}
        for wanted, asked in (each for order in orders for each in self._halved(*order)):
            rest = asked
            if asked and self.tallies is not None and self.tallies.tell(wanted, asked[0].low):
                whole, rest = split(asked)
                days.append((wanted, whole))
            _add(found, self._scanned(wanted, rest))
        if days and self.tallies is not None:
            _add(found, self.tallies.count(days))
        return _joined(found)

    def _halved(self, wanted: list[Wanted], asked: list[Asked]) -> list[Order]:
        """Of what spans two columns, what had begun by then and what had ended, if days tell."""
        if self.tallies is None or not asked or not measure_of(wanted[0].code).spans:
            return [(wanted, asked)]
        ever = [each._replace(stretch=Stretch(BEGINNING, each.stretch.ends)) for each in asked]
        halves = [
            ([replace(each, code=measure_of(each.code).halves[n].code) for each in wanted], ever)
            for n in (0, 1)
        ]
        if all(self.tallies.tell(half, asked[0].low) for half, _ever in halves):
            return halves
        return [(wanted, asked)]

    def _scanned(self, wanted: Sequence[Wanted], asked: Sequence[Asked]) -> Found:
        found: Found = {}
        if not asked:
            return found
        for key, dim, *numbers in self._rows(wanted, asked):
            for each, top, below in zip(wanted, numbers[::2], numbers[1::2], strict=True):
                pair = found.get((each, key, dim), Pair())
                found[each, key, dim] = pair + Pair(int(top), int(below))
        return found

    def _rows(self, wanted: Sequence[Wanted], asked: Sequence[Asked]) -> list[tuple[Any, ...]]:
        text = self._statement(tuple(wanted))
        if isinstance(self.source, Facts) and in_hand(wanted[0].code):
            return self.source.ask_apart(text, asked)
        return self.source.ask(text, asked)

    def _statement(self, wanted: tuple[Wanted, ...]) -> str:
        dialect = self.source.dialect
        return together(wanted, dialect) if len(wanted) > 1 else statement(wanted[0], dialect)


def _asking(question: Question, dimension: str, length: int) -> Asking:
    return question.wanted(dimension, length), question.period, *_where(question)


def _where(question: Question) -> tuple[str, bool]:
    return question.place, question.compared


def in_hand(code: str) -> bool:
    """Whether a measure counts times in hand, of which a matter may have had several."""
    return code in WHOLES or bool(measure_of(code).spans)


def _add(found: Found, more: Found) -> None:
    for key, pair in more.items():
        found[key] = found.get(key, Pair()) + pair


def _joined(found: Found) -> Found:
    """With the halves put together: what began less what ended."""
    joined: Found = {}
    for (each, key, dim), pair in found.items():
        code, sign = WHOLES.get(each.code, (each.code, 1))
        at = replace(each, code=code), key, dim
        joined[at] = joined.get(at, Pair()) + Pair(sign * pair.numerator, sign * pair.denominator)
    return joined


def _families(questions: Iterable[Question]) -> Iterator[list[Question]]:
    """Those that one statement answers."""
    families: dict[Any, list[Question]] = {}
    for each in questions:
        families.setdefault(scanned(each.measure) or each.measure.code, []).append(each)
    yield from families.values()
