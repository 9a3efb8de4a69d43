"""`python -m benchmarks [name …] [--write]`: measure, print, and with --write keep the results."""

from __future__ import annotations

import argparse

from benchmarks.figures import Figure, table
from benchmarks.world import database, people, temporary_home

NAMES = ("reporting", "pages", "places", "worktime")


def main() -> None:
    """Run the benchmarks asked for, all of them by default."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    parser.add_argument("--write", action="store_true", help="keep it in benchmarks/README.md")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    with temporary_home() as home, database(home):
        figures = _measure(asked.names or NAMES)
    print(table(figures))


def _measure(names: list[str] | tuple[str, ...]) -> list[Figure]:
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from benchmarks import reporting  # noqa: PLC0415

    world = people(timezone.now())
    figures: list[Figure] = []
    if "reporting" in names:
        figures += reporting.run(world)
    return figures


if __name__ == "__main__":
    main()
