"""The telling terms of a text, and how strongly each stands in it.

A term is a word of the dictionary with two characters or more, or two neighbouring characters
that the dictionary does not know together: so names of estates, firms and people count, which no
dictionary has. Terms are kept as numbers, their checksums cut to `BITS` bits: an index then holds
no words, and two processes agree on them without sharing a table.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from zlib import crc32

from linli.text.cutting import cut
from linli.text.words import EVERYWHERE

BITS = 22
"""Of a term's number: four million, so that few of the terms of a city share one."""

MOST_CHARACTERS = 5_000
"""Of a text that are read; what comes later says it again."""

TITLE = 2.0
NAME = 2.0
"""What standing in the title, or being the name of an estate or a road, adds to a term's strength.

A title says the matter in ten words, and a name is the matter's place.
"""

_word = re.compile(r"[^\W_]")


def terms(text: str) -> list[str]:
    """The telling terms in their order, as often as they stand there."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).lower()
    found: list[str] = []
    before = ""
    for word in cut(plain):
        if len(word) > 1:
            if _word.match(word):
                found.append(word)
            before = ""
        elif word in EVERYWHERE or not "㐀" <= word <= "鿿":
            before = ""
        else:
            if before:
                found.append(before + word)
            before = word
    return found


def number(term: str) -> int:
    """The number under which a term is kept, below 2 ** BITS."""
    return crc32(term.encode("utf-8", "replace")) & ((1 << BITS) - 1)


def strengths(text: str, title: str = "", names: Iterable[str] = ()) -> Mapping[str, float]:
    """Every term of a report with its strength: 1 + ln(times), more in the title or as a name."""
    in_title = set(terms(title))
    counted = Counter([*terms(title), *terms(text)])
    found = {
        term: 1 + math.log(times) + (TITLE if term in in_title else 0)
        for term, times in counted.items()
    }
    for name in names:
        plain = unicodedata.normalize("NFKC", name).lower()
        found[plain] = max(found.get(plain, 1.0), 1.0) + NAME
    return found
