"""How well the place of a message is found, against labels made by matching names."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from linli.text.evaluation.figures import Figure, Folder
from linli.text.evaluation.stream import CITY, place_names
from linli.text.locate import Location, PlaceNames

SILVER = "messages/locations_dev.csv"
SOURCES = {"附件3": "stream_2017_2020", "附件4": "replies_2011_2020"}


@dataclass(frozen=True, slots=True)
class Read:
    """A message with the codes that its labels name, and what was found.

    `chosen_on`: it is of the half on which confidences are chosen, by the checksum of its number.
    """

    text: str
    chosen_on: bool
    streets: frozenset[str]
    communities: frozenset[str]
    found: Location

    @property
    def labels(self) -> frozenset[str]:
        """The codes that its labels name, of streets and communities."""
        return self.streets | self.communities

    @property
    def code(self) -> str:
        """The place that was found, "" for none."""
        return self.found.place.code or ""


def figures(folder: Folder) -> Iterator[Figure]:
    """Streets and communities, and how long one message takes."""
    every = list(read(folder, place_names(folder)))
    yield from _level(every, "street", 9, (0.97, 0.95))
    yield from _level(every, "community", 12, (0.97, None))
    told = [each.found.place for each in every]
    on = f"locations_dev, {len(every)} messages"
    yield Figure("contradictions told", on, sum(place.conflict for place in told), form=".0f")
    yield Figure("ambiguity told", on, sum(place.ambiguous for place in told), form=".0f")
    parts = sum(len(each.found.parts) for each in every)
    yield Figure("parts of addresses found", on, parts, form=".0f")
    yield from _speed(folder)


def _speed(folder: Folder) -> Iterator[Figure]:
    places = place_names(folder)
    rows = folder.rows("messages/stream_2017_2020.csv")
    texts = [f"{row['留言主题']}\n{row['留言详情']}" for row in islice(rows, 1_000)]
    begun = time.thread_time()
    for text in texts:
        places.locate(text, CITY)
    taken = (time.thread_time() - begun) * 1_000 / len(texts)
    yield Figure(
        "ms for a message, of one core", f"{len(texts):,} of the stream", taken, form=".2f"
    )


def read(folder: Folder, places: PlaceNames) -> Iterator[Read]:
    """The labelled messages. Raises NoData."""
    texts = {
        (source, row["留言编号"]): f"{row['留言主题']}\n{row['留言详情']}"
        for source, table in SOURCES.items()
        for row in folder.rows(f"messages/{table}.csv")
    }
    for row in folder.rows(SILVER):
        key = row["src"], row["留言编号"]
        yield Read(
            texts[key],
            zlib.crc32("".join(key).encode()) % 2 == 0,
            _codes(row["street_codes"]),
            _codes(row["community_codes"]),
            places.locate(texts[key], CITY),
        )


def _codes(written: str) -> frozenset[str]:
    return frozenset(filter(None, written.split("|")))


def _level(
    every: list[Read], name: str, digits: int, goals: tuple[float, float | None]
) -> Iterator[Figure]:
    """A place counts as right when the labels name it; found is asked where they name one only."""
    named = [each for each in every if (each.streets if digits == 9 else each.communities)]
    right = [
        each.code[:digits] in _labels(each, digits)
        for each in (every if digits == 9 else named)
        if len(each.code) >= digits
    ]
    only = [each for each in named if len(_own(each, digits)) == 1]
    hits = [each.code[:digits] in _own(each, digits) for each in only]
    on = f"locations_dev, {len(right)} with a {name} found"
    yield Figure.share(f"{name}: precision", on, (sum(right), len(right)), goals[0])
    on = f"locations_dev, {len(hits)} whose labels name one {name}"
    yield Figure.share(f"{name}: recall", on, (sum(hits), len(hits)), goals[1])


def _own(each: Read, digits: int) -> frozenset[str]:
    return each.streets if digits == 9 else each.communities


def _labels(each: Read, digits: int) -> set[str]:
    return {code[:digits] for code in each.labels if len(code) >= digits}
