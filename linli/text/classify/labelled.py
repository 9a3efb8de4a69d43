"""Rows that a person has labelled, to learn from."""

from __future__ import annotations

from dataclasses import dataclass


class TooFewRows(Exception):
    """There are not two categories with enough rows, or words in common, to tell them apart."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text and the category that a person gave it. `cut`: it is cut into words already."""

    text: str
    code: str
    cut: bool = False
