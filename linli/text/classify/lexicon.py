"""The cold model: categories by words written down for each, for a place without history.

    cold = Lexicon()                # over the 99 second-level categories of the standard
    cold.probabilities("路灯坏了三天没人修")

A phrase counts for the categories that it stands under, the less the more of them there are, and
more where the text begins. The probabilities are honest, not sharp: how far a sum of words is to
be trusted was measured (see docs/reference/text/classify.md).
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from linli.text.classify.answers import Reason, strongest
from linli.text.classify.reading import MOST_CHARACTERS, data, plain

_MARKS = {"*": 2.0, "~": 0.5, "!": -1.5}
_PLAIN = 1.0
_SINGLE = 0.4
"""One character is part of many words."""

BEGINNING, BEGINNING_COUNTS = 30, 2.5
"""Within so many characters from the start a phrase counts so much more."""

SLOPE = 8.0
"""How far the words are to be trusted; measured on rows that no figure is told of."""

Phrases = dict[str, dict[str, float]]
"""Phrase: category: weight."""


class BadLexicon(Exception):
    """A lexicon that cannot be read; the message says where."""


class Lexicon:
    """Probabilities over the categories of a lexicon. Where no word speaks, all are alike."""

    def __init__(self, text: str | None = None) -> None:
        written = data("lexicon.txt") if text is None else text
        phrases = parsed(written)
        self.codes: Sequence[str] = sorted({code for found in phrases.values() for code in found})
        self.version = f"lexicon-{hashlib.sha256(written.encode()).hexdigest()[:12]}"
        at = {code: number for number, code in enumerate(self.codes)}
        self._weights = {
            phrase: [(at[code], weight / math.sqrt(len(found))) for code, weight in found.items()]
            for phrase, found in phrases.items()
        }
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for phrase in sorted(self._weights, key=len, reverse=True):
            lengths = self._lengths[phrase[0]]
            if len(phrase) not in lengths:
                lengths.append(len(phrase))

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """One probability for each code."""
        scores = np.zeros(len(self.codes))
        spoken: dict[str, float] = {}
        for phrase, start in self._found(plain(text[:MOST_CHARACTERS])):
            spoken[phrase] = spoken.get(phrase, 0.0) + _counts(start)
        for phrase, times in spoken.items():
            for at, weight in self._weights[phrase]:
                scores[at] += weight * math.log1p(times)
        best = scores.max()
        raised = np.exp(SLOPE * (scores - best) / (1.0 + abs(best)))
        probabilities: NDArray[np.float64] = raised / raised.sum()
        return probabilities

    def reasons(self, text: str, codes: Sequence[str]) -> list[tuple[Reason, ...]]:
        """For each of these categories, the phrases that stand under it."""
        found: dict[int, dict[str, tuple[int, int, float]]] = {
            self.codes.index(code): {} for code in codes
        }
        for phrase, start in self._found(plain(text[:MOST_CHARACTERS])):
            for at, weight in self._weights[phrase]:
                if (of := found.get(at)) is not None:
                    first, end, before = of.get(phrase, (start, start + len(phrase), 0.0))
                    of[phrase] = (first, end, before + weight * _counts(start))
        return [strongest(of) for of in found.values()]

    def _found(self, text: str) -> Iterator[tuple[str, int]]:
        """The phrases of a text from its start, the longest at each place; none within another."""
        at = 0
        while at < len(text):
            for length in self._lengths.get(text[at], ()):
                phrase = text[at : at + length]
                if phrase in self._weights and len(phrase) == length:
                    yield phrase, at
                    at += length
                    break
            else:
                at += 1


def _counts(start: int) -> float:
    return BEGINNING_COUNTS if start < BEGINNING else 1.0


def parsed(text: str) -> Phrases:
    """A lexicon as it is written: lines of a code and its words, going on where they are indented.

    Raises BadLexicon where a line goes on with nothing.
    """
    phrases: Phrases = defaultdict(dict)
    code = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split()
        if not line[0].isspace():
            code, *words = words
        if not code.isdigit():
            raise BadLexicon(f"line {number}: a code must come first")
        for word in words:
            phrase = plain(word.lstrip("*~!"))
            weight = _MARKS.get(word[0], _PLAIN if len(phrase) > 1 else _SINGLE)
            if phrase:
                phrases[phrase][code] = max(weight, phrases[phrase].get(code, weight))
    return phrases
