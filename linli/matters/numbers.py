"""The number of a matter: the day it was opened, a running number, a check digit.

`260506-0000423`: short enough to be read out over the phone, and a slip of one digit or of two
neighbours is noticed (ISO/IEC 7064, MOD 11,10).
"""

from __future__ import annotations

import re
from datetime import date

_SHAPE = re.compile(r"^\d{6}-\d{7,}$")


class NotANumber(ValueError):
    """A number with the wrong shape or the wrong check digit."""


def number(day: date, running: int) -> str:
    """The number of the matter opened on `day` with this running number."""
    digits = f"{day:%y%m%d}{running:06d}"
    return f"{digits[:6]}-{digits[6:]}{_check_digit(digits)}"


def parse(typed: str) -> str:
    """The number as it is written, from what somebody typed. Raises NotANumber."""
    digits = "".join(c for c in typed if c.isdigit())
    written = f"{digits[:6]}-{digits[6:]}"
    if not _SHAPE.match(written) or _check_digit(digits[:-1]) != digits[-1]:
        raise NotANumber(typed)
    return written


def _check_digit(digits: str) -> str:
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)
