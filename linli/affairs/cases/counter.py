"""What a clerk with a caller is shown before the case is recorded."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import earlier_cases
from linli.ground.org.models import User
from linli.ground.people.numbers import NotAPhone, normalise_phone

LONGEST_GROUP = 4


def earlier(phone: str, user: User, at: datetime) -> list[Case] | None:
    """The caller's newest cases, as far as the user may learn whose they are; None: no phone."""
    try:
        return earlier_cases(normalise_phone(phone), user, at)
    except NotAPhone:
        return None


def prefilled(given: dict[str, Any], earlier: list[Case] | None) -> dict[str, Any]:
    """What was typed, and the place from which the caller reported last where none was chosen.

    A known caller keeps the name they are known by, which nobody has to see for that.
    """
    if earlier and not given.get("place") and not given.get("place_text"):
        last = earlier[0]
        return given | {"place_text": last.place.name, "place": last.place_id}
    return given


def spoken(number: str) -> list[str]:
    """A number in even groups of at most four digits, as it is read aloud."""
    return [group for part in number.split("-") for group in _even(part)]


def _even(digits: str) -> list[str]:
    groups = ceil(len(digits) / LONGEST_GROUP)
    size = ceil(len(digits) / groups)
    return [digits[start : start + size] for start in range(0, len(digits), size)]
