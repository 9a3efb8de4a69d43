"""Numbers as addresses and forms name them: whatever somebody sends, it is a number or none."""

from __future__ import annotations

LONGEST = 18
"""Digits that every whole number of ours has at most; Python reads thousands, slowly or not."""


def whole(text: str | None) -> int | None:
    """The number that a text of ASCII digits names; None for any other, and for far too many."""
    if text and text.isascii() and text.isdigit() and len(text) <= LONGEST:
        return int(text)
    return None
