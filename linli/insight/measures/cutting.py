"""Which figures of a month count a part of a block (blocks.py), and so are told to nobody.

Whoever reads a publication reads figures of their own, and the open board, beside it. All of these
keep to the same blocks, so that nothing follows from putting them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils import timezone

from linli.ground.places.codes import district_of, length_below, successor
from linli.insight.measures.asking import Question, Source
from linli.insight.measures.blocks import DISTRICT, Block, Figures, blocks
from linli.insight.measures.everybody import sharing
from linli.insight.measures.periods import Period, Stretch
from linli.insight.measures.seeing import line_of
from linli.insight.measures.sources import Asked, seconds
from linli.insight.measures.statements import lines_statement, statement


class Cutting:
    """The blocks around figures of a month; those of measures that count alike are made once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._blocks: dict[str, list[Block]] = {}

    def places(self, question: Question) -> set[str]:
        """The place asked of, and those one level below it, as far as their figure cuts a block.

        The question is asked at the end of its month. A mean of rates has no blocks of its own.
        """
        if question.measure.mix is not None:
            return set()
        stretch = question.period.up_to(question.at)
        whole = Figures(
            place=question.place,
            with_excluded=question.with_excluded,
            begins=seconds(stretch.begins),
            ends=seconds(stretch.ends),
        )
        below = replace(whole, dimension="place", length=length_below(question.place))
        found: set[str] = set()
        for block in self._around(question):
            found |= {question.place for _own in whole.cut(block)}
            # What lies in the place itself, and in none below it, is no figure of its own.
            found |= below.cut(block) - {question.place}
        return found

    def _around(self, question: Question) -> Iterator[Block]:
        """The blocks of what is counted, and those of what was left out where that is, too."""
        counted = replace(question, with_excluded=False)
        text = lines_statement(counted.wanted(), self.source.dialect)
        if text not in self._blocks:
            self._keep(text, counted, self._spans(counted))
        yield from self._blocks[text]
        if question.with_excluded:
            text = lines_statement(question.wanted(), self.source.dialect)
            text = f"SELECT * FROM ({text}) AS counted WHERE excluded"  # noqa: S608 - of Ibis
            if text not in self._blocks:  # few, so those of the whole year
                year = Period.year(question.period.first.year)
                self._keep(text, question, [year.up_to(question.at)])
            yield from self._blocks[text]

    def _keep(self, text: str, question: Question, spans: Iterable[Stretch]) -> None:
        """Make the blocks of what a statement counts in these times."""
        rows = self._ask(text, question, spans)
        lines = (line_of(row, question.measure) for row in rows)
        running = timezone.localdate(question.at).replace(day=1)
        self._blocks[text] = list(blocks(lines, question.rules.smallest_cell, running))

    def _spans(self, question: Question) -> list[Stretch]:
        """When there is what may be in a block with something of the question's month."""
        if question.measure.moment is None:
            return [question.period.up_to(question.at)]
        year = Period.year(question.period.first.year)
        months = [month for month in year.months() if month.begins < question.at]
        text = statement(question.wanted(), self.source.dialect)
        rows = self._ask(text, question, [month.up_to(question.at) for month in months])
        counts = {int(number): count for number, _dim, _hits, count in rows}
        found = {month: counts[n] for n, month in enumerate(months) if n in counts}
        if len(question.place) < DISTRICT:  # blocks are those of each district
            return [month.up_to(question.at) for month in found]
        alike = sharing(found, question.rules.smallest_cell)
        those = next((each for each in alike if question.period in each), [])
        return [month.up_to(question.at) for month in those]

    def _ask(self, text: str, question: Question, spans: Iterable[Stretch]) -> list[Any]:
        """The rows of a statement, of the whole district."""
        low = district_of(question.place)
        asked = [Asked(str(n), span, low, successor(low)) for n, span in enumerate(spans)]
        return self.source.ask(text, asked) if asked else []
