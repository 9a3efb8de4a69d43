"""A flow as people read it: a table of its moves, a table of its clocks, a diagram.

Everything is Markdown with Mermaid, in the reader's language; nothing is read from the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import getdoc
from typing import Any

from linli.ground.rulepacks.registry import default_body
from linli.matters.flow import Clock, Flow, Move

MOVES = ("From", "Move", "To", "By whom", "Input", "How often, how long")
CLOCKS = ("Clock", "Runs while", "Rests while", "Limit", "By default")

HEAD = """\
# Flows

Written by `linli flows --write docs/reference/flows.md` from the flows themselves; a test compares
the two. [Why one table](../explanation/flows.md) says what a move is.

*By whom* names predicates: `duty:x` is somebody whose duty gives the capability `x` at the place of
the matter, `holds:x` somebody with `x` in the very unit that holds it, `asked:x` somebody with `x`
in a unit that was asked to do its part, `applied_for:y` that leave for `y` was asked and nobody has
judged it yet, `~` is “not”. A move marked † counts as handling: whoever made it never verifies,
closes or rates the matter. One that *stays* leaves the matter in its state. Words such as
`cases.limits.sign` are keys of the [rule pack](rule-pack.md), where a locality sets its own.
"""


def page(flows: Iterable[Flow[Any]]) -> str:
    """The page of the reference with these flows, in the order of their kinds."""
    ordered = sorted(flows, key=lambda flow: flow.kind)
    return "\n".join([HEAD, *(markdown(flow) for flow in ordered)])


def markdown(flow: Flow[Any]) -> str:
    """One flow: its states, diagram, moves and clocks."""
    states = [(f"`{value}`", label, _ends(flow, value)) for value, label in flow.states.choices]
    parts = [f"## {flow.kind}", "", *_table(("State", "Label", "Where"), states), ""]
    parts += ["```mermaid", mermaid(flow), "```", ""]
    parts += [*_table(MOVES, (_move(flow, move) for move in flow.moves.values())), ""]
    moves = {event.code for event in flow.events.values()}
    if others := [code for code in flow.handling if code not in moves]:
        parts += [f"Counts as handling too: {_codes(others)}", ""]
    if flow.clocks:
        parts += [*_table(CLOCKS, map(_clock, flow.clocks)), ""]
    return "\n".join(parts)


def mermaid(flow: Flow[Any]) -> str:
    """The flow as a Mermaid stateDiagram-v2; the moves between two states share an arrow."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{label}" as {value}' for value, label in flow.states.choices]
    lines += [f"    [*] --> {state}" for state in flow.entries]
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in flow.moves.values():
        for source in move.sources if move.target else ():
            arrows.setdefault((source, str(move.target)), []).append(move.name)
    lines += [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in arrows.items()]
    lines += [f"    {state} --> [*]" for state in flow.final]
    return "\n".join(lines)


def _ends(flow: Flow[Any], state: str) -> str:
    words = ("begins here" if state in flow.entries else "", "final" if state in flow.final else "")
    return ", ".join(word for word in words if word)


def _move(flow: Flow[Any], move: Move) -> tuple[str, ...]:
    mark = " †" if move.handles else ""
    return (
        _codes(move.sources),
        f"`{move.name}`{mark} {move.label}",
        _codes([move.target]) if move.target else "stays",
        f"`{by_whom(move)}`",
        _codes(fields(move)),
        _bounds(move),
    )


def by_whom(move: Move) -> str:
    """The predicate of a move by the names of its parts."""
    name = str(move.by.name)
    return name if "|" in name else name.replace("(", "").replace(")", "")


def fields(move: Move) -> list[str]:
    """The names of the fields of a move's form."""
    named = list(move.form.base_fields) if move.form else []
    first = [name for name in (move.form and move.form.field_order) or () if name in named]
    return first + [name for name in named if name not in first]


def _bounds(move: Move) -> str:
    words = ["once"] if move.once else []
    if move.at_most:
        most = move.at_most
        words.append(f"at most {most}" if isinstance(most, int) else _at_most(most))
    if move.within:
        since = f" since {move.since.__name__.replace('_', ' ')}" if move.since else ""
        words.append(f"within `{move.within}` ({_default(move.within)}){since}")
    if move.unless:
        words.append(f"unless {move.unless.__name__.replace('_', ' ')}")
    if move.restarts:
        words.append(f"begins {_codes(move.restarts)} anew")
    if move.ends_rest:
        words.append("made by linli when the rest is over")
    return ", ".join(words)


def _at_most(key: str) -> str:
    return f"at most `{key}` ({_default(key)})"


def _clock(clock: Clock) -> tuple[str, ...]:
    named = f"`{clock.name}` {clock.label}" + (" (each unit asked)" if clock.asked else "")
    if callable(clock.limit):
        limit, default = (getdoc(clock.limit) or "").partition("\n")[0], ""
    else:
        limit, default = f"`{clock.limit}`", _default(clock.limit)
    return named, _codes(clock.runs_in), _codes(clock.paused_in), limit, default


def _default(key: str) -> str:
    """What the rule pack that ships with linli says under a key."""
    value: Any = default_body()
    for part in key.split("."):
        value = value.get(part, {}) if isinstance(value, Mapping) else {}
    if isinstance(value, Mapping):
        return " · ".join(f"{name} {limit}" for name, limit in value.items())
    return str(value)


def _codes(names: Sequence[str]) -> str:
    return " ".join(f"`{name}`" for name in names)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in row)} |"
