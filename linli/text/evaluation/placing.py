"""How sure a place is by the kind of its reading: chosen on one half of the labelled messages.

What a message names besides is taken away first, so that the labels can contradict: a community is
read without the street that stands beside it, another kind of name and a short form without every
name in full. It is right where it lies in the street that was taken away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from linli.text.evaluation.figures import Figure, Folder
from linli.text.evaluation.locating import Read, read
from linli.text.evaluation.stream import CITY, place_names
from linli.text.forms import STREET
from linli.text.locate import Mention, PlaceNames

KINDS = {
    "named in full, read without its street": lambda mention: len(mention.codes[0]) == STREET,
    "named otherwise, read without names in full": lambda mention: (
        mention.exact and len(mention.codes[0]) >= STREET
    ),
}


def figures(folder: Folder) -> Iterator[Figure]:
    """The share right by kind, to choose on; on the other half, what each confidence is worth."""
    places = place_names(folder)
    every = list(read(folder, places))
    yield from _kinds(places, [each for each in every if each.chosen_on])
    yield from _worth([each for each in every if not each.chosen_on])


def _kinds(places: PlaceNames, every: list[Read]) -> Iterator[Figure]:
    on = "half of locations_dev, to choose on"
    for kind, taken in KINDS.items():
        right: dict[float, list[bool]] = defaultdict(list)
        for each in every:
            streets = {code[:STREET] for code in each.labels}
            found = places.resolve(_without(each.text, places, taken), CITY)
            if len(streets) == 1 and found.level >= STREET:
                right[found.confidence].append((found.code or "")[:STREET] in streets)
        for confidence, hits in sorted(right.items()):
            what = f"place: right, {kind}, said to be {confidence:.2f}"
            yield Figure.share(what, on, (sum(hits), len(hits)))
    doubted = [each for each in every if each.found.place.conflict or each.found.place.ambiguous]
    hits = [_is_right(each) for each in doubted if each.code]
    yield Figure.share("place: right, contradicted or ambiguous", on, (sum(hits), len(hits)))


def _without(text: str, places: PlaceNames, taken: Callable[[Mention], bool]) -> str:
    for mention in places.find(text):
        if taken(mention):
            gap = "，" * (mention.end - mention.start)
            text = f"{text[: mention.start]}{gap}{text[mention.end :]}"
    return text


def _worth(every: Iterable[Read]) -> Iterator[Figure]:
    """A place is right where the labels name it or its street, or something in it."""
    found = [each for each in every if len(each.code) >= STREET]
    sure = np.array([each.found.place.confidence for each in found])
    right = np.array([_is_right(each) for each in found], np.bool_)
    on = f"the other half, {len(found)} messages with a street or community found"
    for least in sorted({*sure.tolist()}):
        inside = sure >= least
        what = f"place: right from {least:.2f} on, {inside.mean():.1%} of all"
        yield Figure.share(what, on, (int(right[inside].sum()), int(inside.sum())))


def _is_right(each: Read) -> bool:
    return any(code.startswith(each.code) or each.code.startswith(code) for code in each.labels)
