"""Which words of a page are in none of its reader's language, what people wrote apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from linli.faces.commands.cast import CAST
from tests.architecture.code import LINLI, ROOT

HAN = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2,}(?![0-9A-Za-z])")
MESSAGE = "【"
"""How a message begins that was sent to somebody, in the language of that day."""

LITERAL = re.compile('"([^"\n]+)"')
QUOTED = re.compile("“([^”]+)”")
ADDRESS = re.compile(r"https?://\S+")
KEY = re.compile(r"[a-z_]*(?:[.:][a-z_]+)+")
WRITTEN = (models.CharField, models.TextField, models.JSONField)
NAMES = {
    "linli", "CSV", "Excel", "GeoJSON", "JSON", "WKT", "YAML", "PDF", "PNG", "QR", "JavaScript",
    "API", "https", "USB", "NFC", "Chrome", "Linux", "Enter", "Tab", "Esc", "Ctrl", "English",
    "中文",
}  # fmt: skip
"""Words that are written alike in both languages; a language is called by its own name."""


@dataclass(frozen=True)
class Data:
    """What stands in the tables and in the lists that come with linli, which no page translates."""

    values: frozenset[str]
    whole: str
    latin: frozenset[str]
    """Latin words within what is Chinese."""

    def foreign(self, language: str, text: str) -> list[str]:
        """The words of a text that its reader does not read."""
        named = KEY.sub("", text).removesuffix(" ()")
        if not self.values.isdisjoint((text, named)) or text.startswith(MESSAGE):
            return []
        if language == "en":
            return [run for run in HAN.findall(text) if run not in NAMES and not self._is_data(run)]
        said = QUOTED.sub(lambda found: "" if found[1] in self.values else found[0], text)
        said = KEY.sub("", ADDRESS.sub("", said))
        return [
            word for word in LATIN.findall(said) if word not in NAMES | self.latin | self.values
        ]

    def _is_data(self, run: str) -> bool:
        """Whether this was written by somebody, or is put together from names."""
        if not run or run in self.whole:
            return True
        ends = range(len(run), 1, -1)
        first = next((end for end in ends if run[:end] in self.values), None)
        return first is not None and self._is_data(run[first:])


def written() -> Data:
    """What is written now."""
    values = frozenset({*_values(), *(person.name for person in CAST), *_errands()})
    packs = [path.read_text(encoding="utf-8") for path in LINLI.rglob("pack.yaml")]
    latin = {word for value in values if HAN.search(value) for word in LATIN.findall(value)}
    usernames = {person.username for person in CAST}
    return Data(values, "\n".join([*values, *packs]), frozenset(latin | usernames))


def _errands() -> set[str]:
    """What the kind of matter of the tests is called; it speaks no language but one."""
    sources = (ROOT / "tests/errands").glob("*.py")
    return {word for path in sources for word in LITERAL.findall(path.read_text(encoding="utf-8"))}


def _values() -> Iterator[str]:
    for model in apps.get_models():
        names = [f.name for f in model._meta.local_concrete_fields if isinstance(f, WRITTEN)]
        for row in model._base_manager.values_list(*names).iterator() if names else ():
            yield from (value if isinstance(value, str) else str(value) for value in row if value)
