"""What is personal in free Chinese text: where it stands, and the text without it.

    for span in spans("电话138 0013 8000,家住3栋2单元501室"):
        span.kind, span.value, span.valid, span.certainty
    redacted("电话138 0013 8000")          # 电话〔手机号〕

A method with rules, no model: what counts as personal is what somebody can read in this package.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from linli.text.redact.addresses import addresses
from linli.text.redact.marks import emails, passports, plates, qqs, wechats
from linli.text.redact.names import names
from linli.text.redact.numbers import bank_cards, id_cards, landlines, mobiles
from linli.text.redact.reading import Reading
from linli.text.redact.spans import LABELS, Kind, Span, apart

__all__ = ["LABELS", "LEAST_CERTAINTY", "Kind", "Span", "cleared", "redacted", "spans"]

LEAST_CERTAINTY = 0.5
"""Spans less certain than this are not masked, unless a caller asks for it."""

EVERYTHING = frozenset(Kind)
_OF_LETTERS = (
    *(id_cards, bank_cards, mobiles, landlines, passports, plates),
    *(emails, wechats, qqs),
)
"""What they find has digits or Latin letters in it, or numerals that are read as digits."""

_letters = re.compile(r"[\dA-Za-z]")


def spans(text: str) -> list[Span]:
    """Everything personal in a text, in its order; no two spans overlap."""
    read = Reading.of(text)
    lettered = read.folded or _letters.search(read.plain)
    finders = (*(_OF_LETTERS if lettered else ()), addresses, names)
    return apart(span for find in finders for span in find(read))


def redacted(
    text: str, kinds: Collection[Kind] = EVERYTHING, *, least: float = LEAST_CERTAINTY
) -> str:
    """The text with what is personal replaced by what it was: 〔手机号〕."""
    parts, at = [], 0
    for span in spans(text):
        if span.kind in kinds and span.certainty >= least:
            parts += [text[at : span.start], f"〔{LABELS[span.kind]}〕"]
            at = span.end
    return "".join([*parts, text[at:]])


def cleared(text: str) -> str:
    """The text without what is personal, and without a word of what it was: for counting words."""
    parts, at = [], 0
    for span in spans(text):
        if span.certainty >= LEAST_CERTAINTY:
            parts.append(text[at : span.start])
            at = span.end
    return " ".join([*parts, text[at:]])
