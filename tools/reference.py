"""Write the pages of docs/reference that the code knows best: commands, capabilities, measures.

python -m tools.reference            # write them anew
python -m tools.reference --check    # are they what the code says? Exit code 1 where not
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import django
from django.utils import translation

from linli.faces.commands import COMMANDS, load
from linli.ground.org.roles import ADMINISTRATORS, CAPABILITIES, ROLES, Role

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"

COMMANDS_HEAD = """\
# Commands

Written by `python -m tools.reference` from the commands themselves; a test compares the two.
`linli --help` and `linli COMMAND --help` say the same at the terminal.

Exit codes: 0 done; 1 it could not be done, and a line on the error output says what to do;
2 wrongly called, or a [setting](settings.md) that makes no sense. Progress bars go to the error
output, results to the ordinary one.
"""

CAPABILITIES_HEAD = """\
# Roles and capabilities

Written by `python -m tools.reference` from `linli/ground/org/roles.py`; a test compares the two.

A *duty* gives somebody a role in a unit from a day on. A capability of the role holds at every
place within the place of that unit: codes are hierarchical, so that is a comparison of beginnings.
`cases.handle`, `cases.see_held` count for the unit itself, wherever the matter lies.
"""

ADMINISTRATORS_HEAD = """\
## The three administrators

An account is at most one of them, and then has no duties. They see no matter's content; in an open
*staff session* (with a reason, at most four hours, in the journal) they may look, not act.
"""


POWERS_HEAD = """\
# Who may make which move

Written by `python -m tools.reference` from the flows and the roles; a test compares the two. Staff
find the same table at `/org/moves/`, in their language.

*Area*: at every place within the place of the duty's unit. *Unit*: only what the very unit holds.
*Asked*: only where the very unit was asked to do its part. *linli* acts by itself when a time is
over. The last column says what must hold besides, for everybody. None of the three administrators
makes a move: in a staff session they look, and do not act. A service account needs a token with the
scope `cases.move`, and a duty like anybody else.
"""


def commands() -> str:
    """The page about the command line."""
    parts = [COMMANDS_HEAD, "| command | what it does |\n|---|---|"]
    parts += [
        f"| [`linli {name}`](#linli-{name}) | {each.help} |" for name, each in COMMANDS.items()
    ]
    for name, each in COMMANDS.items():
        parts += _command(f"linli {name}", load(each, only_help=True))
    return "\n".join(parts) + "\n"


def _command(name: str, command: Any) -> Iterator[str]:
    yield f"\n## {name}\n\n{_paragraphs(command.help)}"
    shown = [each for each in command.params if each.name != "help"]
    if shown:
        yield "\n| argument | meaning | default |\n|---|---|---|"
        yield from (
            f"| `{_spelled(each)}` | {each.help or ''} | {_default(each)} |" for each in shown
        )
    for inner, each in getattr(command, "commands", {}).items():
        yield from _command(f"{name} {inner}", each)


def _paragraphs(text: str | None) -> str:
    blocks = (text or "").split("\n\n")
    return "\n\n".join(" ".join(block.split()) for block in blocks)


def _spelled(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return ", ".join(parameter.opts)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    default = parameter.default
    return "" if default is None or default is False or default == "" else f"`{default}`"


def capabilities() -> str:
    """The page about who may do what."""
    with translation.override("en"):
        meanings = ["| capability | lets somebody |\n|---|---|"]
        meanings += [f"| `{code}` | {label} |" for code, label in CAPABILITIES.items()]
        below = [ADMINISTRATORS_HEAD, *_table(ADMINISTRATORS)]
        roles = ["## Roles", "", *_table(ROLES), "", *_where(), ""]
        parts = [CAPABILITIES_HEAD, *meanings, "", *roles, *below, ""]
        return "\n".join(parts)


def _table(roles: Mapping[str, Role]) -> Iterable[str]:
    yield "| role | code | capabilities |\n|---|---|---|"
    for code, role in roles.items():
        given = " ".join(f"`{each}`" for each in sorted(role.capabilities))
        yield f"| {role.label} | `{code}` | {given} |"


def _where() -> Iterator[str]:
    """In units of which kinds each role may be given."""
    from linli.ground.org.models import Unit  # noqa: PLC0415 - needs Django, which main() starts

    yield "A role is given in units of these kinds, and refused in any other:\n"
    yield "| role | kinds of units |\n|---|---|"
    for role in ROLES.values():
        fitting = ", ".join(str(kind.label) for kind in Unit.Kind if role.fits(kind))
        yield f"| {role.label} | {fitting} |"


def powers() -> str:
    """The page about who may make which move, and how far."""
    from linli.matters.models import FLOWS  # noqa: PLC0415 - needs Django, which main() starts
    from linli.matters.powers import lines  # noqa: PLC0415 - needs Django as well

    with translation.override("en"):
        parts = [POWERS_HEAD]
        installed = [flow for flow in FLOWS.values() if flow.app != "errands"]
        for flow in sorted(installed, key=lambda each: each.kind):
            parts += [f"## {flow.label}", "", *_moves(lines(flow)), ""]
        return "\n".join(parts)


def _moves(found: Iterable[Any]) -> Iterator[str]:
    heads = ["Move", *(str(role.label) for role in ROLES.values()), "Resident", "linli", "And only"]
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for line in found:
        cells = [", ".join(map(str, cell)) for cell in line.cells]
        others = ["yes" if line.resident else "", "yes" if line.system else ""]
        besides = "; ".join(map(str, line.conditions))
        named = f"`{line.move.name}` {line.move.label}"
        yield f"| {' | '.join([named, *cells, *others, besides])} |"


MEASURES_HEAD = """\
# Measures

Written by `python -m tools.reference` from the measures themselves; a test compares the two. Staff
find them with their figures at `/measures/`, programs at `/api/v1/measures`.

A *count* is of matters; a *rate* is told in per cent, with its interval (Wilson, 95 of 100), and
changes in percentage points; a *time* is one that occurred, in seconds. *In the period*: of which
moment of a matter says whether it belongs to a period; *at its end*: how things stand then; *now*:
told of a period that is not over alone. *Assessed*: what was left out by a decision does not count
unless it is asked for, nor what nobody complained of.
"""


def measures() -> str:
    """The page about what is counted, and how."""
    from linli.insight.measures.registry import (  # noqa: PLC0415 - needs Django, which main() starts
        INSTITUTIONS,
        MEASURES,
    )
    from linli.matters.models import FLOWS  # noqa: PLC0415 - needs Django as well
    from linli.matters.models.asking import PART  # noqa: PLC0415 - needs Django as well

    with translation.override("en"):
        parts = [MEASURES_HEAD]
        for institution in INSTITUTIONS:
            app = institution.__name__.split(".")[-2]
            kinds = {each: FLOWS[each.kinds[0].removesuffix(PART)] for each in MEASURES.values()}
            own = [each for each, flow in kinds.items() if flow.app == app]
            parts += [f"## {app.capitalize()}", "", *_measured(own), ""]
        return "\n".join(parts)


def _measured(found: Iterable[Any]) -> Iterator[str]:
    heads = ["code", "measure", "in", "what is counted", "left out", "in a period by", "better"]
    yield f"| {' | '.join([*heads, 'assessed'])} |"
    yield "|" + "---|" * 8
    for each in found:
        unit = "time" if each.value else str(each.unit)
        moment = each.moment or ("now" if each.stands_now else "at its end")
        if each.mix is not None:
            moment = "its parts"
        assessed = "yes" if each.assessed else ""
        words = [each.label, unit, each.basis, each.left_out, moment, each.better, assessed]
        yield f"| `{each.code}` | {' | '.join(str(word) for word in words)} |"


LAKE_HEAD = """\
# The lake: its files and columns

Written by `python -m tools.reference` from `linli/insight/lake/schema.py`; a test compares the two.
[How to write one and ask it](../howto/keep-a-lake.md).

    LAKE/v{version}/manifest.json
    LAKE/v{version}/entries/district=990101/month=2026-05/*.parquet
    LAKE/v{version}/matters/district=990101/month=2026-05/*.parquet

Partitions are those of the matter: the district in which it was opened, and the month, in the time
of the district. An entry lies in the partition of its matter, whenever it happened. Only files that
`manifest.json` names belong to the lake. Moments are seconds since 1970 (UTC) where nothing else is
said.

`{version}` is the version of the columns; another one lies beside it in a folder of its own.
"""


def lake() -> str:
    """The page about the columns of the lake."""
    from linli.insight.lake.schema import COLUMNS, MEANINGS  # noqa: PLC0415 - needs Django
    from linli.insight.measures.relations import MATTERS, VERSION  # noqa: PLC0415 - needs Django

    parts = [LAKE_HEAD.format(version=VERSION)]
    for name, columns in (("entries", COLUMNS), ("matters", MATTERS)):
        parts.append(f"## {name}\n\n| column | type | meaning |\n|---|---|---|")
        parts += [f"| `{each}` | {kind} | {MEANINGS[each]} |" for each, kind in columns.items()]
        parts.append("")
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "capabilities.md": capabilities,
    "powers.md": powers,
    "measures.md": measures,
    "lake.md": lake,
}
"""File in docs/reference and the function that says what stands in it."""


def main() -> None:
    """Write the pages, or tell which are out of date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    wanted = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    django.setup()
    stale = []
    for name, page in PAGES.items():
        text, path = page(), FOLDER / name
        if not wanted.check:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        sys.exit(f"Not what the code says: {', '.join(stale)}. Run: python -m tools.reference")


if __name__ == "__main__":
    main()
