"""What a board shows: figures, charts with their tables, lists; as pages and files take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.insight.boards.asked import Apart, Asked, apart, figures
from linli.insight.boards.plans import Part, Plan
from linli.insight.measures.cells import (
    Value,
    columns,
    headed,
    number,
    told_in_full,
    unit_of,
    valued,
)
from linli.insight.measures.figures import Figure
from linli.insight.measures.periods import Period
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.templatetags.measures import changed, told
from linli.matters.measuring import Measure, Unit

NARROWS = {"place": "place", "unit": "unit", "month": "period", "category": "category"}
"""By which name a line of a dimension narrows the address of a page of figures."""

BOARDS = ("place", "unit", "month")
"""By which dimensions each line has a board of its own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in its place, and where its definition and its rows stand ("" for neither)."""

    figure: Figure
    defined: str = ""
    rows: str = ""

    @property
    def measure(self) -> Measure:
        """What it is a figure of."""
        return MEASURES[self.figure.measure]

    @property
    def too_few(self) -> bool:
        """Whether it rests on too few to be compared; a count always tells."""
        shown = self.figure
        return self.measure.unit != Unit.COUNT and shown.value is not None and not shown.enough

    @property
    def drawn(self) -> str:
        """The number that a chart draws; empty where there is none."""
        value = number(self.figure)
        return "" if value is None else f"{value:.4g}" if value < 1000 else f"{value:.0f}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart's table: what it is about, perhaps the board of it, and its figures."""

    label: str
    url: str
    cells: tuple[Cell, ...]
    running: bool = False
    """Whether it is of a month that is not over."""


@dataclass(frozen=True, slots=True)
class Card:
    """A chart with its table."""

    part: Part
    lines: list[Line]

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return self.part.key

    @property
    def title(self) -> str | Promise:
        """Its heading."""
        return self.part.title

    @property
    def measures(self) -> list[Measure]:
        """Its columns."""
        return [MEASURES[code] for code in self.part.measures]

    @property
    def unit(self) -> str:
        """In what all of it counts."""
        return unit_of(self.measures[0])

    def table(self) -> Iterator[list[Value]]:
        """The head, and the lines, as a file has them."""
        yield ["", *(title for measure in self.measures for title in _columns(measure))]
        for line in self.lines:
            yield [line.label, *(each for cell in line.cells for each in _values(cell.figure))]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list beside the figures: its heading, its columns, its rows, and what is said of none."""

    key: str
    title: str
    columns: list[str]
    rows: list[list[tuple[str, str]]]
    """Words and address ("" for none) of each cell."""
    nothing: str

    def table(self) -> Iterator[list[Value]]:
        """The head, and the rows, as a file has them."""
        yield [*self.columns]
        for row in self.rows:
            yield [words for words, _url in row]

    def labelled(self) -> Iterator[list[tuple[str, str, str]]]:
        """The rows, each cell with the name of its column before it."""
        for row in self.rows:
            yield [(name, *cell) for name, cell in zip(self.columns, row, strict=True)]


@dataclass(frozen=True, slots=True)
class Board:
    """A plan with everything that it asks for."""

    plan: Plan
    asked: Asked
    place: str
    """Of whom it tells, by name."""
    figures: list[Cell]
    cards: list[Card]
    lists: list[Listed]

    def table(self) -> Iterator[list[Value]]:
        """The head, and its figures, as a file has them."""
        yield [_("Figure"), *columns()]
        for cell in self.figures:
            yield [headed(cell.measure), *told_in_full(cell.figure)]


def _columns(measure: Measure) -> list[str]:
    """The heads of a figure's columns in a chart's table; a rate has its interval beside it."""
    head = headed(measure)
    return [head, _("From (95%)"), _("To (95%)")] if measure.unit == Unit.RATE else [head]


def _values(figure: Figure) -> list[Value]:
    """The figure as its columns have it."""
    if MEASURES[figure.measure].unit != Unit.RATE:
        return [valued(figure)]
    return [valued(figure), figure.low, figure.high]


def spoken(figure: Figure) -> str:
    """The value in words, with its interval where it has one."""
    if figure.suppressed:
        return _("not shown")
    words = told(figure.value, figure.measure)
    if figure.low is None or figure.high is None:
        return words
    low, high = (told(each, figure.measure) for each in (figure.low, figure.high))
    return f"{words} ({low} – {high})"


def changes(figure: Figure) -> tuple[str, str]:
    """Against the period before and the year before, in words."""
    return changed(figure.change, figure.measure), changed(figure.year_change, figure.measure)


def cell(figure: Figure, asked: Asked, *, linked: bool, **narrower: str) -> Cell:
    """A figure, with the way to its definition and its rows for whoever may go there."""
    if not linked:
        return Cell(figure)
    query = asked.query(**narrower)
    rows = "" if figure.suppressed else f"{reverse('measures:rows', args=[figure.measure])}?{query}"
    return Cell(figure, f"{reverse('measures:page', args=[figure.measure])}?{query}", rows)


def cells(codes: tuple[str, ...], asked: Asked, *, linked: bool) -> list[Cell]:
    """The figures of a board."""
    return [cell(each, asked, linked=linked) for each in figures(codes, asked).values()]


def cards(parts: Sequence[Part], asked: Asked, *, linked: bool) -> list[Card]:
    """The charts with their tables."""
    return drawn(parts, apart(parts, asked), asked, linked=linked)


def drawn(
    parts: Sequence[Part], found: Mapping[str, list[Apart]], asked: Asked, *, linked: bool
) -> list[Card]:
    """The charts with their tables, of the lines that were read."""
    return [
        Card(
            part,
            [_line(part, each, asked, linked=linked) for each in _most(part, found[part.key])],
        )
        for part in parts
    ]


def _most(part: Part, found: list[Apart]) -> list[Apart]:
    """Those lines that a part is to show: all, or a list of work with the longest first."""
    if not part.most:
        return found
    some = [line for line in found if line.figures[0].value]
    return sorted(some, key=lambda line: -(line.figures[0].value or 0))[: part.most]


def _line(part: Part, found: Apart, asked: Asked, *, linked: bool) -> Line:
    name = NARROWS.get(part.by, "")
    linked = linked and bool(name and found.key)
    narrower = {name: found.key} if linked else {}
    has_board = linked and part.by in BOARDS
    url = f"{reverse('boards:board')}?{asked.query(**narrower)}" if has_board else ""
    running = part.by == "month" and asked.at < Period.parse(found.key).ends
    return Line(
        _("%(month)s, so far") % {"month": found.label} if running else found.label,
        url,
        tuple(cell(each, asked, linked=linked, **narrower) for each in found.figures),
        running,
    )
