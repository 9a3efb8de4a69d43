"""Against real messages, where they are at hand; see docs/reference/text/locate.md."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.text.locate import PlaceNames, Resolution

DATA = Path(os.environ.get("LINLI_DATA", Path(__file__).parents[4] / "shared" / "data"))
SILVER = DATA / "messages" / "locations_dev.csv"
CITY = "4301"

pytestmark = pytest.mark.skipif(
    not SILVER.exists(), reason=f"no real messages at {DATA}; set LINLI_DATA to their folder"
)


def rows(name: str) -> Iterator[dict[str, str]]:
    path = DATA / name
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def places() -> PlaceNames:
    names = [("43", "西地省"), (CITY, "A市")]
    for table in ("areas.csv", "streets.csv.gz", "villages.csv.gz"):
        found = rows(f"divisions/{table}")
        names += [(row["code"], row["name"]) for row in found if row["code"].startswith(CITY)]
    names += [(row["code"], row["anon"]) for row in rows("messages/anonymised_districts.csv")]
    return PlaceNames(names)


@pytest.fixture(scope="module")
def resolved(places: PlaceNames) -> list[tuple[set[str], set[str], Resolution]]:
    texts = {}
    for source, name in (("附件3", "stream_2017_2020"), ("附件4", "replies_2011_2020")):
        for row in rows(f"messages/{name}.csv"):
            texts[source, row["留言编号"]] = f"{row['留言主题']}\n{row['留言详情']}"
    found = []
    for row in rows("messages/locations_dev.csv"):
        streets = set(filter(None, row["street_codes"].split("|")))
        communities = set(filter(None, row["community_codes"].split("|")))
        text = texts[row["src"], row["留言编号"]]
        found.append((streets, communities, places.resolve(text, within=CITY)))
    return found


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def test_a_street_that_is_found_is_the_right_one(resolved):
    hits = [
        (result.code or "")[:9] in streets | {code[:9] for code in communities}
        for streets, communities, result in resolved
        if result.level >= 9
    ]
    assert len(hits) > 400
    assert share(hits) >= 0.99


def test_most_streets_are_found(resolved):
    hits = [(result.code or "")[:9] in s for s, _communities, result in resolved if len(s) == 1]
    assert share(hits) >= 0.97


def test_a_community_that_is_found_is_the_right_one(resolved):
    hits = [result.code in c for _streets, c, result in resolved if c and result.level >= 12]
    assert len(hits) > 120
    assert share(hits) >= 0.99


def test_most_communities_are_found(resolved):
    hits = [result.code in c for _streets, c, result in resolved if len(c) == 1]
    assert share(hits) >= 0.94
