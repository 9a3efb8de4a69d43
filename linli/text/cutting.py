"""Chinese text cut into words.

The dictionary is rjieba's. It refuses half a character (a lone surrogate, which a broken client can
send): such a half is read as a character that is in no word.
"""

from __future__ import annotations

import re

import rjieba

_half = re.compile("[\ud800-\udfff]")
_UNKNOWN = "\ufffd"


def cut(text: str) -> list[str]:
    """The words one after the other; together they are the text."""
    found: list[str] = rjieba.cut(whole(text), False)
    return found


def cut_all(text: str) -> list[str]:
    """Every word of the dictionary in the text, also where they overlap."""
    found: list[str] = rjieba.cut_all(whole(text))
    return found


def tagged(text: str) -> list[tuple[str, str]]:
    """The words with their parts of speech."""
    found: list[tuple[str, str]] = rjieba.tag(whole(text), False)
    return found


def whole(text: str) -> str:
    """The text, half characters as one that is in no word; of the same length."""
    return _half.sub(_UNKNOWN, text)
