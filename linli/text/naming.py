"""A name for texts about one thing, made of their own words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from linli.text.words import EVERYWHERE

MOST_TERMS, MOST_WORDS = 8, 3
LONGEST_RUN = 20
"""Characters of a word; where all copied one text, what they share would be all of it."""

ALWAYS, LONGEST = 0.8, 10
"""A character that stands beside a word in so many cases belongs to it, up to so long a word."""


def name(texts: Sequence[str], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The most telling words, as they stand in the texts.

    Terms that overlap or touch there are one word: 伊景 and 景园 are 伊景园 where that is written.
    A word is taken as the texts have it most often.
    """
    best = sorted(weights, key=lambda term: -weights[term])[:MOST_TERMS]
    found: dict[str, float] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).lower()
        for run in set(_runs(plain, best)):
            worth = sum(weights[term] for term in best if term in run)
            found[run] = found.get(run, 0.0) + worth / len(texts)
    whole = "\n".join(texts)
    names: list[str] = []
    for run in sorted(found, key=lambda run: -found[run]):
        if len(names) == MOST_WORDS:
            break
        grown = _whole(run, whole)
        if not any(_meets(grown, other, best) for other in names):
            names.append(grown)
    return tuple(names)


def _whole(run: str, text: str) -> str:
    """The run with the characters that nearly always stand beside it: 景园 becomes 伊景园."""
    plain = unicodedata.normalize("NFKC", text).lower()
    for _character in range(LONGEST - len(run)):
        places = _places(plain, run)
        before = Counter(plain[at - 1 : at] for at in places)
        after = Counter(plain[at + len(run) : at + len(run) + 1] for at in places)
        grown = [
            (count, grow)
            for counted, in_front in ((before, True), (after, False))
            for character, count in counted.most_common(1)
            if (grow := character + run if in_front else run + character)
            and count >= ALWAYS * len(places)
            and "㐀" <= character <= "鿿"
            and character not in EVERYWHERE
        ]
        if not grown:
            break
        run = max(grown)[1]
    return run


def _runs(text: str, terms: Sequence[str]) -> list[str]:
    """The stretches of text that terms cover, where they overlap or touch."""
    spans = sorted((at, at + len(term)) for term in terms for at in _places(text, term))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [text[start : min(end, start + LONGEST_RUN)] for start, end in joined]


def _places(text: str, term: str) -> list[int]:
    places, at = [], text.find(term)
    while at >= 0:
        places.append(at)
        at = text.find(term, at + 1)
    return places


def _meets(run: str, other: str, terms: Sequence[str]) -> bool:
    """Whether two runs tell the same: they share a term."""
    return any(term in run and term in other for term in terms)
