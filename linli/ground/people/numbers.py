"""Numbers that name a person or a line: checked and brought into one form.

Pure functions. Source: GB 11643-1999 (citizen identity number).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"

ID_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Area codes: 010 and 02x have three digits, all others (03xx to 09xx) four.
LANDLINE = re.compile(r"(?:010|02[0-9]|0[3-9][0-9]{2})[2-9][0-9]{6,7}")

_SEPARATORS = re.compile(r"[\s\-‐-―()./·]+")
_COUNTRY = re.compile(r"(?:\+|00)86|86(?=1[3-9][0-9]{9}$)")


class NotAPhone(ValueError):
    """A text that is neither a mobile nor a landline number of mainland China."""


def normalise_phone(text: str) -> str:
    """The number as digits only: `13800138000`, `01066668888`. Raises NotAPhone.

    Takes full-width digits, spaces, dashes, brackets, and the country code +86, 0086 or 86.
    """
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    abroad = _COUNTRY.match(digits)
    if abroad:
        digits = digits[abroad.end() :]
        # From abroad a landline is dialled without its leading zero.
        if not MOBILE.fullmatch(digits) and not digits.startswith("0"):
            digits = f"0{digits}"
    if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits):
        return digits
    raise NotAPhone(text)


def is_mobile(phone: str) -> bool:
    """Whether a normalised number can receive a message."""
    return MOBILE.fullmatch(phone) is not None


def normalise_id_number(text: str) -> str:
    """The identity number with a large X and half-width digits, without spaces; not checked."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_id_number(text: str) -> bool:
    """Whether this is a citizen identity number: form, date of birth and check digit.

    Residence permits for people from Hong Kong, Macao and Taiwan (810000, 820000, 830000) and
    the foreigners' permanent residence card of 2023 follow the same standard.
    """
    if not (text.isascii() and ID_NUMBER.fullmatch(text)):
        return False
    if birth_date(text) is None:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, text, strict=False))
    return ID_CHECKS[total % 11] == text[17]


def birth_date(id_number: str) -> date | None:
    """The date of birth in an identity number of 18 characters; None where it is no date."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def minor_until(id_number: str, on: date) -> date | None:
    """The day on which whoever has this number turns 14; None where it is past or no date.

    Source: 个人信息保护法 Art. 28: the data of minors under 14 is sensitive.
    """
    born = birth_date(id_number)
    if born is None:
        return None
    leap_day = (born.month, born.day) == (2, 29)
    turns = date(born.year + 14, 3, 1) if leap_day else born.replace(year=born.year + 14)
    return turns if on < turns else None
