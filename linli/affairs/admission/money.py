"""How sums of money are told."""

from __future__ import annotations

from decimal import Decimal


def yuan(amount: Decimal, decimals: int = 2) -> str:
    """A sum in yuan with a comma before every third digit, as accounts write it in both languages.

    Django groups Chinese numbers by nothing at all.
    """
    return f"{amount:,.{decimals}f}"
