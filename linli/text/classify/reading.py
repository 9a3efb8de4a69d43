"""What a model sees of a text: its telling words, and runs of one to three characters of them.

A text comes as people write it, or already cut into words and without those that tell nothing.
Both give the same: it is cut into words, function words and figures are left out, and the runs are
taken from what is left, written together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate, islice
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from linli.text import cutting

VERSION = 2
"""Changes when a text is read differently: a model fitted on another reading is of no use."""

MOST_WORDS, MOST_CHARACTERS = 250, 1_500
"""Of one text; in a longer petition the rest repeats what has been said."""

TITLE_WORDS, TITLE_MORE = 10, 4
"""The first words name the matter, and each counts so many times more."""

BITS = 20
FEATURES = 1 << (BITS + 1)
"""Words and runs are hashed into a half of these each."""

_WIDTH = {0x3000: " ", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
_word = re.compile(r"[\u3400-\u9fffa-z0-9]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_STEPS = (np.uint64(0xC2B2AE3D27D4EB53), np.uint64(0xC2B2AE3D27D4EB55))
_SHIFT = np.uint64(64 - BITS)


@dataclass(frozen=True, slots=True)
class Word:
    """A telling word and where it stands in the text."""

    text: str
    start: int
    end: int


@cache
def function_words() -> frozenset[str]:
    """The words that are left out."""
    lines = data("function_words.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def plain(text: str) -> str:
    """Half width and small letters, character for character."""
    folded = text.translate(_WIDTH)
    small = folded.lower()
    return small if len(small) == len(folded) else folded


def words(text: str, *, cut: bool = False) -> list[str]:
    """The telling words, in their order. `cut`: the text is cut into words by spaces already."""
    folded = plain(text[:MOST_CHARACTERS])
    return _telling(folded.split() if cut else cutting.cut(folded))


def placed_words(text: str) -> list[Word]:
    """The same with their places, for telling which of them spoke."""
    tokens = cutting.cut(plain(text[:MOST_CHARACTERS]))
    starts = accumulate(map(len, tokens), initial=0)
    placed = zip(tokens, starts, strict=False)
    telling = {*_telling(tokens)}
    found = (Word(token, at, at + len(token)) for token, at in placed if token in telling)
    return [*islice(found, MOST_WORDS)]


def features(telling: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The hashed features of a text and how often each stands in it."""
    named = np.fromiter((hashed(word) for word in telling), np.int64, len(telling))
    every = np.concatenate([named, *runs("".join(telling))])
    title = np.concatenate([named[:TITLE_WORDS], *runs("".join(telling[:TITLE_WORDS]))])
    found, times = np.unique(every, return_counts=True)
    np.add.at(times, np.searchsorted(found, title), TITLE_MORE)
    return found, times


def hashed(word: str) -> int:
    """The feature of a word."""
    return (crc32(word.encode()) & ((1 << BITS) - 1)) + (1 << BITS)


def runs(text: str) -> list[NDArray[np.int64]]:
    """The features of the runs of one, two and three characters, by where they begin."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    mixed = codes * _MIX
    found = [(mixed >> _SHIFT).astype(np.int64)]
    for length, step in enumerate(_STEPS, start=2):
        if len(codes) < length:
            break
        mixed = (mixed[:-1] ^ (codes[length - 1 :] * step)) * _MIX
        found.append((mixed >> _SHIFT).astype(np.int64))
    return found


def _telling(tokens: list[str]) -> list[str]:
    left_out = function_words()
    match = _word.fullmatch
    return [t for t in tokens if t not in left_out and match(t) and not t.isdigit()][:MOST_WORDS]


def data(name: str) -> str:
    """A text file of this package."""
    return resources.files("linli.text.classify").joinpath(name).read_text(encoding="utf-8")
