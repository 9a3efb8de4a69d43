"""What each kind of matter says of its words; a kind enters it from its own `searching.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.ground.org.models import User
from linli.matters.scopes import Scope


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one matter, and who besides those of its place has to do with it."""

    title: str
    address: str = ""
    text: str = ""
    """Also what was said to whoever reported it, and the results."""
    internal: str = ""
    """What the staff say among themselves: no resident finds a matter by it."""
    units: Iterable[int] = ()
    """The units that see the matter besides those that hold it or have held it."""


def of_nobody(phone: str, user: User, at: datetime) -> list[int]:
    """What a kind that no resident reports has of a phone."""
    return []


@dataclass(frozen=True, slots=True)
class Searched:
    """How a kind of matter is searched."""

    texts: Callable[[list[int]], Mapping[int, Texts]]
    """The texts of the matters with these ids; many at once."""
    scope: Callable[[User, datetime], Scope]
    of_phone: Callable[[str, User, datetime], list[int]] = of_nobody
    """The ids of what was reported with this normalised phone, as far as the user may know."""


KINDS: dict[str, Searched] = {}
"""How every kind is searched, by its name."""


def register(kind: str, searched: Searched) -> None:
    """Make a kind of matter one that is searched."""
    KINDS[kind] = searched
