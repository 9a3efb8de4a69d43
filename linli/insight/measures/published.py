"""What is told of published figures: the same to every reader, and nothing of a few matters.

Whoever reads figures of the district reads publications of places of which they see no matter. So
every small figure is kept back, and others from which it would follow: of the places below another
one, of figures with and without what was left out, and of publications of the same month. So is
whatever cuts a block (cutting.py), from which something would follow with figures that are live.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from linli.ground.suppression import hide_line, small
from linli.insight.measures.models import Publication
from linli.insight.measures.pack import MeasuresPack
from linli.insight.measures.registry import MEASURES

Key = tuple[str, str, bool]
"""Measure, place, whether with what was left out."""


@dataclass(frozen=True, slots=True)
class Told:
    """A published figure as it is told; `suppressed`: kept back, and then it holds no number.

    `whole`: of the place of the publication itself.
    """

    measure: str
    place: str
    with_excluded: bool
    whole: bool
    denominator: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None
    suppressed: bool = False


def told(publication: Publication) -> list[Told]:
    """The figures of a publication, in the order of the measures."""
    kept = kept_back(publication)
    shown = []
    for row in publication.figures.all():
        what = row.measure, row.place, row.with_excluded
        whole = row.place == publication.place_id
        if what in kept:
            shown.append(Told(*what, whole, suppressed=True))
        else:
            shown.append(Told(*what, whole, row.denominator, row.value, row.low, row.high))
    return shown


def kept_back(publication: Publication) -> set[Key]:
    """What is kept back of a publication: by what it tells itself, and what others of the month do.

    What is kept back in one of several is so in all; of a place that another publication keeps
    back among its neighbours, nothing is told.
    """
    kept: set[Key] = set()
    month = Publication.objects.filter(month=publication.month).select_related("edition")
    above = [publication.place_id[:length] for length in range(len(publication.place_id))]
    for other in month.filter(place__in=above):
        kept |= {key for key in _alone(other) if key[1] == publication.place_id}
    own = {(measure, with_excluded) for measure, _place, with_excluded in kept}
    for each in month.filter(place=publication.place_id):
        kept |= _alone(each)
    for measure, place in publication.figures.values_list("measure", "place"):
        kept |= {(measure, place, each) for each in (False, True) if (measure, each) in own}
    return kept


def _alone(publication: Publication) -> set[Key]:
    """What a publication keeps back by its own figures."""
    smallest = publication.edition.pack().section(MeasuresPack).smallest_cell
    counts: dict[tuple[str, bool], dict[str, int]] = defaultdict(dict)
    kept: set[Key] = set()
    for row in publication.figures.all():
        counts[row.measure, row.with_excluded][row.place] = row.denominator
        if row.cuts:
            kept.add((row.measure, row.place, row.with_excluded))
    for (measure, with_excluded), found in counts.items():
        hidden = _places(publication.place_id, found, smallest)
        if with_excluded:
            without = counts[measure, False]
            left_out = {place: count - without.get(place, 0) for place, count in found.items()}
            hidden |= _places(publication.place_id, left_out, smallest)
            hidden |= _places(publication.place_id, without, smallest)
        kept |= {(measure, place, with_excluded) for place in hidden}
    return kept | set(_means(publication, kept))


def _places(whole: str, counts: dict[str, int], smallest: int) -> set[str]:
    """The places whose figure is kept back: the small, and others so that none is the rest."""
    below = [place for place in counts if place != whole]
    total = counts.get(whole, 0)
    # What lies in the place and in none below it is told by nobody, and follows from the rest.
    line = [*(counts[place] for place in below), total - sum(counts[place] for place in below)]
    hidden = hide_line(line, smallest)
    if small(total, smallest) or small(
        sum(count for count, is_hidden in zip(line, hidden, strict=True) if is_hidden), smallest
    ):
        return set(counts)
    return {place for place, is_hidden in zip(below, hidden, strict=False) if is_hidden}


def _means(publication: Publication, kept: set[Key]) -> set[Key]:
    """The means of rates of which one is kept back."""
    pack = publication.edition.pack()
    mixes = {code: each.mix(pack) for code, each in MEASURES.items() if each.mix is not None}
    return {
        (code, place, with_excluded)
        for code, parts in mixes.items()
        for part, place, with_excluded in kept
        if part in parts
    }
