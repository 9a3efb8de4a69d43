"""The places in a standard text that are filled from the matter in hand."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS: dict[str, str] = {
    "number": "编号",
    "place": "地点",
    "unit": "单位",
    "date": "日期",
}
"""What may stand between braces: the English name, and the Chinese one that means the same."""

_ENGLISH = {chinese: english for english, chinese in PLACEHOLDERS.items()}
_BRACES = re.compile(r"\{([^{}]*)\}")


def unknown(text: str) -> list[str]:
    """What stands between braces in the text and is no placeholder."""
    known = PLACEHOLDERS.keys() | _ENGLISH.keys()
    return [name for name in _BRACES.findall(text) if name not in known]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in their places; a placeholder without a value stays to be seen."""

    def value(found: re.Match[str]) -> str:
        name = _ENGLISH.get(found[1], found[1])
        return values.get(name) or found[0]

    return _BRACES.sub(value, text)
