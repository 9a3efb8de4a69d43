"""Reading a pack's YAML: plain values, and the line on which each of them stands.

Only what a list of rules needs is understood: blocks, lists, text, numbers, true/false, null.
Dates stay text (a section's model reads them); anchors, aliases and tags are refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

MOST_CHARACTERS = 200_000
"""The longest pack that is read; the whole default pack has a tenth of that."""

DEEPEST = 30
"""The most blocks and lists that may stand inside each other."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a pack: under which key, on which line (if it stands there), and what."""

    key: str
    line: int | None
    message: str

    def __str__(self) -> str:
        return self._form().format(line=self.line, key=self.key, message=self.message)

    def _form(self) -> str:
        if self.line and self.key:
            return _("line {line}, {key}: {message}")
        if self.line:
            return _("line {line}: {message}")
        return _("{key}: {message}") if self.key else "{message}"


class PackInvalid(ValueError):
    """A pack that cannot be taken; `faults` says why, key by key."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Document:
    """A pack as read: its values, and the line (from 1) of each key and list item."""

    data: dict[str, Any]
    lines: dict[Path, int]

    def line(self, path: Path) -> int | None:
        """The line of a key, or of the nearest block around it that stands in the text."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def dotted(path: Path) -> str:
    """A path as a reader writes it: `cases.ladder.0.unit`."""
    return ".".join(str(part) for part in path)


@lru_cache(maxsize=128)
def parse(text: str) -> Document:
    """Read a pack. An empty text is an empty pack. The result must not be changed.

    Raises PackInvalid with the line and, where YAML itself is broken, the column.
    """
    root = _compose(text)
    if root is None:
        return Document({}, {})
    reading = _Reading()
    data = reading.value(root, ())
    if data is None and not reading.faults:
        return Document({}, {})
    if not isinstance(data, dict) and not reading.faults:
        reading.fault((), root, _("A pack is a block of keys, such as “cases:”."))
    if reading.faults:
        raise PackInvalid(reading.faults)
    return Document(data, reading.lines)


def _compose(text: str) -> Node | None:
    if len(text) > MOST_CHARACTERS:
        too_long = _("The pack is longer than {most} characters.").format(most=MOST_CHARACTERS)
        raise PackInvalid([Fault("", None, too_long)])
    try:
        root: Node | None = YAML().compose(text)
    except YAMLError as error:
        raise PackInvalid([_syntax_fault(error, text)]) from error
    except RecursionError as error:
        raise PackInvalid([Fault("", None, _("The blocks are nested too deeply."))]) from error
    return root


def _syntax_fault(error: YAMLError, text: str) -> Fault:
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return Fault("", line, _("Here stands a character that cannot be in a pack."))
    if not isinstance(error, MarkedYAMLError):
        return Fault("", None, _("This cannot be read ({problem}).").format(problem=error))
    problem = f"{error.context or ''} {error.problem or ''}".strip()
    message = next(
        (str(sentence) for words, sentence in SYNTAX if words in problem),
        _("This cannot be read ({problem}).").format(problem=problem),
    )
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Fault("", None, message)
    where = _("{message} (at column {column})")
    return Fault("", mark.line + 1, where.format(message=message, column=mark.column + 1))


SYNTAX = [
    ("character '\\t'", gettext_lazy("Indent with spaces, not with a tab.")),
    ("quoted scalar", gettext_lazy("A quotation mark that was opened is not closed.")),
    ("flow sequence", gettext_lazy("A square bracket that was opened is not closed.")),
    ("flow mapping", gettext_lazy("A brace that was opened is not closed.")),
    (
        "mapping values are not allowed",
        gettext_lazy(
            "Here is a colon too many, or the line is indented "
            "wrongly. Put text with a colon in quotes."
        ),
    ),
    ("could not find expected ':'", gettext_lazy("After the key the colon is missing.")),
    (
        "expected <block end>",
        gettext_lazy("The line is indented differently from the block around it."),
    ),
    ("expected a single document", gettext_lazy("A pack is one document: remove the line “---”.")),
    ("cannot start any token", gettext_lazy("Text that begins with this character needs quotes.")),
    (
        "undefined alias",
        gettext_lazy("Anchors (&) and aliases (*) are not read: write the value out."),
    ),
]
"""What ruamel.yaml says when it cannot read on, and what we say instead."""


@dataclass(slots=True)
class _Reading:
    """One walk over the nodes of a text."""

    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path, node: Node, message: str) -> None:
        self.faults.append(Fault(dotted(path), node.start_mark.line + 1, message))

    def value(self, node: Node, path: Path) -> Any:
        """The node's plain value; what is wrong with it is noted, and None returned."""
        if len(path) > DEEPEST:
            return self.fault(path, node, _("The blocks are nested too deeply."))
        if node.anchor is not None:
            # The walk stops here, so that an alias can neither go round in a ring nor multiply.
            return self.fault(
                path, node, _("Anchors (&) and aliases (*) are not read: write the value out.")
            )
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return self._sequence(node, path)
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode) or key_node.anchor is not None:
                self.fault(path, key_node, _("A key must be plain text."))
                continue
            # A key is taken as it is written: the code 0101 keeps its nought.
            key = key_node.value
            below = (*path, key)
            if not _keepable(key):
                self.fault(path, key_node, _("A key must be plain text."))
                continue
            if key in found:
                first = self.lines[below]
                message = _("The key stands here a second time; it is on line {line} already.")
                self.fault(below, key_node, message.format(line=first))
                continue
            self.lines[below] = key_node.start_mark.line + 1
            found[key] = self.value(value_node, below)
        return found

    def _sequence(self, node: SequenceNode, path: Path) -> list[Any]:
        found = []
        for index, item in enumerate(node.value):
            self.lines[(*path, index)] = item.start_mark.line + 1
            found.append(self.value(item, (*path, index)))
        return found

    def _scalar(self, node: Node, path: Path) -> Any:
        read = SCALARS.get(str(node.tag).removeprefix("tag:yaml.org,2002:"))
        if read is None:
            return self.fault(path, node, _("Tags (!) are not read: write a plain value."))
        try:
            return read(node.value)
        except ValueError:
            return self.fault(path, node, _("This value cannot be kept; write another one."))


def _keepable(text: str) -> bool:
    # PostgreSQL keeps neither NUL nor half a character, which YAML can write as "\\0" or "\\ud800".
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text)


def _text(text: str) -> str:
    if not _keepable(text):
        raise ValueError(text)
    return text


def _integer(text: str) -> int:
    digits = text.replace("_", "")
    return int(digits, 0) if digits.lstrip("+-").lower().startswith(("0x", "0o")) else int(digits)


def _number(text: str) -> float:
    number = float(text.replace("_", ""))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


SCALARS: dict[str, Callable[[str], Any]] = {
    "str": _text,
    "int": _integer,
    "float": _number,
    "bool": lambda text: text.lower() == "true",
    "null": lambda _text: None,
    "timestamp": _text,
}
"""How each kind of plain YAML value is read."""
