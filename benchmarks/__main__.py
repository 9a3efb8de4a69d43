"""`python -m benchmarks [name …] [--write]`: measure, print, and with --write keep the results."""

from __future__ import annotations

import argparse

from benchmarks.figures import Figure, table
from benchmarks.world import database, people, temporary_home

NAMES = ("pages", "reporting", "moves", "places", "worktime", "city")


def main() -> None:
    """Run the benchmarks asked for, all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    parser.add_argument("--write", action="store_true", help="keep it in benchmarks/README.md")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    with temporary_home() as home, database(home):
        _measure(tuple(asked.names) or NAMES, keep=asked.write)


def _measure(names: tuple[str, ...], *, keep: bool) -> None:
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from benchmarks import moves, pages, places, report, reporting, worktime  # noqa: PLC0415 - after the settings
    from benchmarks.city import measuring as city  # noqa: PLC0415 - after the settings

    now = timezone.localtime()
    machine, world = report.machine(), people(now)
    figures: list[Figure] = []
    if "pages" in names:  # before the floor of reporting leaves rows that no page could show
        figures += pages.run(world, now)
    if "reporting" in names:
        figures += reporting.run(world)
    if "moves" in names:
        figures += moves.run(world)
    if "places" in names:
        figures += places.run()
    if "worktime" in names:
        figures += worktime.run()
    if "city" in names:  # last, because it replaces every case there is
        figures += city.run(now)
    print("\n".join(machine), table(figures), sep="\n\n")
    if keep:
        report.write(figures, machine, now)


if __name__ == "__main__":
    main()
