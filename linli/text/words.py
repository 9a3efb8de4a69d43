"""The words of Chinese text, for finding it again: as PostgreSQL's `tsvector` and `tsquery`.

A question is cut into words once; a text gives every word of the dictionary that stands in it,
also where they overlap (路灯不亮 gives 路灯 and 灯不亮). So what is asked is found wherever it is
written, however the sentence around it would be cut. What the dictionary does not know falls
apart into characters in both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from linli.text.cutting import cut, cut_all

MOST_WORDS = 4_000
"""Of one text; what comes later is not found."""

MOST_ASKED = 30
"""Words of one question; the others are left out."""

LONGEST_WORD = 60
"""Characters; longer runs of letters or digits are cut off."""

LAST_POSITION = 16_383
MOST_POSITIONS = 200
"""What PostgreSQL keeps of the places of one word."""

EVERYWHERE = frozenset(
    "的了在是我有和就不都一也很到说要去会着没看好这那吗呢吧啊及与或等被把给对从向为之其"
)
"""Single characters that stand in every text and tell nothing."""

_word = re.compile(r"\w")


def words(asked: str) -> list[str]:
    """The words of a question in their order, in small letters and half width."""
    return _telling(cut(_plain(asked)))[:MOST_ASKED]


def all_words(text: str) -> list[str]:
    """Every word that stands in a text, in the order in which they begin."""
    plain = _plain(text)
    # Run by run, because it takes what lies between two words of letters into a word.
    found = [word for run in plain.split() for word in cut_all(run)]
    known = set(found)
    # It leaves out the characters that its dictionary does not know; a question has them too.
    return _telling([*found, *(w for w in cut(plain) if w not in known)])[:MOST_WORDS]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\x00", " ").lower()


def _telling(found: Iterable[str]) -> list[str]:
    bare = (word.strip("_")[:LONGEST_WORD] for word in found)
    return [word for word in bare if _word.search(word) and word not in EVERYWHERE]


def vector(parts: Iterable[tuple[str, str]], marks: Iterable[str] = ()) -> str:
    """Texts with their weights (A to D) as the text of a `tsvector`.

    `marks` are further lexemes without a place, such as "@open": no question of words meets them,
    because no word begins with "@".
    """
    places: dict[str, list[str]] = defaultdict(list)
    at = 0
    for text, weight in parts:
        for word in all_words(text):
            at = min(at + 1, LAST_POSITION)
            if len(places[word]) < MOST_POSITIONS:
                places[word].append(f"{at}{weight}")
        at = min(at + 20, LAST_POSITION)  # words of different texts are not neighbours
    lexemes = [f"{_quoted(word)}:{','.join(found)}" for word, found in places.items()]
    return " ".join([*lexemes, *(_quoted(mark) for mark in dict.fromkeys(marks))])


def query(asked: Sequence[str], weights: str = "") -> str:
    """A `tsquery` that asks for all these words, of these weights (empty: any)."""
    suffix = f":{weights}" if weights else ""
    return " & ".join(f"{_quoted(word)}{suffix}" for word in dict.fromkeys(asked))


def any_of(marks: Iterable[str]) -> str:
    """A `tsquery` that asks for at least one of these lexemes."""
    return f"({' | '.join(_quoted(mark) for mark in dict.fromkeys(marks))})"


def snippet(text: str, asked: Sequence[str], length: int = 90) -> list[tuple[str, bool]]:
    """A piece of the text around the first word asked for: runs of text, and whether to mark them.

    Empty where none of the words stands in the text.
    """
    spans = _spans(text, asked)
    if not spans:
        return []
    begin = max(0, spans[0][0] - length // 3)
    end = min(len(text), begin + length)
    runs, at = [("…", False)] if begin else [], begin
    for start, stop in spans:
        if stop > end:
            break
        if start > at:
            runs.append((text[at:start], False))
        runs.append((text[start:stop], True))
        at = stop
    return [*runs, (text[at:end], False), *([("…", False)] if end < len(text) else [])]


def _spans(text: str, asked: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand; neighbours are joined, so that a phrase is marked as one."""
    small = text.lower()
    if len(small) != len(text):  # a few letters change their length when they are made small
        small = text
    longest_first = sorted(set(asked), key=len, reverse=True)
    pattern = "|".join(re.escape(word) for word in longest_first)
    spans: list[tuple[int, int]] = []
    for match in re.finditer(pattern, small) if pattern else ():
        start, stop = match.span()
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((start, stop))
    return spans


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
