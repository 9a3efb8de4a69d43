"""`python -m benchmarks [name …]`: measure and print; with --write keep the results.

The city can be had in parts: `python -m benchmarks city --cases 100000 --part pages`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.figures import Figure, table
from benchmarks.world import database, home_in, people, remembered

NAMES = (
    "phone",
    "maps",
    "pages",
    "reporting",
    "moves",
    "places",
    "worktime",
    "text",
    "similar",
    "solicited",
    "city",
)


def main() -> None:
    """Run the benchmarks asked for, all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    parser.add_argument("--write", action="store_true", help="keep it in benchmarks/README.md")
    parser.add_argument(
        "--home", type=Path, help="keep everything in this folder, and use it again"
    )
    parser.add_argument("--cases", type=int, action="append", help="a size of the city, in cases")
    parser.add_argument(
        "--part", action="append", help="of the city: pages, export, measures, lake, sweep"
    )
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    with home_in(asked.home) as home, database(home):
        _measure(tuple(asked.names) or NAMES, asked)


def _measure(names: tuple[str, ...], asked: argparse.Namespace) -> None:
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from benchmarks import (  # noqa: PLC0415 - after the settings
        maps,
        moves,
        pages,
        phone,
        places,
        report,
        reporting,
        similar,
        solicited,
        text,
        worktime,
    )
    from benchmarks.city import kept  # noqa: PLC0415 - after the settings
    from benchmarks.city import measuring as city  # noqa: PLC0415 - after the settings

    now = timezone.localtime()
    machine, world = report.machine(), remembered("world", lambda: people(now))
    measured: dict[str, list[Figure]] = {}
    if "phone" in names:  # first, while nothing else is at work
        measured["phone"] = phone.run(world, now)
    if "maps" in names:
        measured["maps"] = maps.run()
    if "pages" in names:  # before the floor of reporting leaves rows that no page could show
        measured["pages"] = pages.run(world, now)
    if "reporting" in names:
        measured["reporting"] = reporting.run(world)
    if "moves" in names:
        measured["moves"] = moves.run(world)
    alone = {
        "places": places.run,
        "worktime": worktime.run,
        "text": text.run,
        "similar": similar.run,
        "solicited": solicited.run,
    }
    measured |= {name: measure() for name, measure in alone.items() if name in names}
    if "city" in names:  # last, because it replaces every case there is
        sizes, parts = asked.cases or city.SIZES, asked.part or tuple(city.PARTS)
        if asked.home:
            measured |= city.compared(kept.run(asked.home, now, sizes, parts))
        else:
            measured |= city.run(now, sizes, parts)
    every = [figure for figures in measured.values() for figure in figures]
    print("\n".join(machine), table(every), sep="\n\n")
    if asked.write:
        report.write(measured, machine, now)


if __name__ == "__main__":
    main()
