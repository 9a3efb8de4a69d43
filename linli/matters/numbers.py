"""The number of a matter: the day it was opened, a running number, a check digit.

`260506-0000426`: short enough to be read out over the phone, and a slip of one digit or of two
neighbours is noticed, whichever they are (H. M. Damm, Total anti-symmetrische Quasigruppen, 2004).
"""

from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"^\d{6}-\d{7,}$")

_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


class NotANumber(ValueError):
    """A number with the wrong shape or the wrong check digit."""


def number(day: date, running: int) -> str:
    """The number of the matter opened on `day` with this running number."""
    digits = f"{day:%y%m%d}{running:06d}"
    return f"{digits[:6]}-{digits[6:]}{_check_digit(digits)}"


def parse(typed: str) -> str:
    """The number as it is written, from what somebody typed, be it in full-width digits.

    Raises NotANumber.
    """
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    written = f"{digits[:6]}-{digits[6:]}"
    if not _SHAPE.match(written) or _check_digit(digits[:-1]) != digits[-1]:
        raise NotANumber(typed)
    return written


def _check_digit(digits: str) -> str:
    check = "0"
    for digit in digits:
        check = _DAMM[int(check)][int(digit)]
    return check
