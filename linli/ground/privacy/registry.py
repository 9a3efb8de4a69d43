"""The kinds of record that end: each app names its own in a module `retention.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.people.models import Resident

DELETED = _("Deleted")


class Erase(Protocol):
    """Ends a batch of records in the transaction of the caller; gives how many it ended."""

    def __call__(self, rows: Sequence[Any], *, by: User, at: datetime) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of record whose time ends.

    `limit` is the key of its time under `privacy.keep` in the rule pack, counted from the column
    (or annotation) `since` of `rows`; `purpose` a code of the registry of purposes. `what` says
    what ending does: a record may be deleted, or stay without what tells of a person.
    """

    name: str
    label: str | Promise
    purpose: str
    limit: str
    since: str
    counted: str | Promise
    rows: Callable[[], models.QuerySet[Any]]
    erase: Erase
    what: str | Promise = DELETED
    find: Callable[[str, User, datetime], models.Model | None] | None = None
    """Finds one that the user may see by its number, to be held."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What an app knows of a resident: the heading, and a function that gives it as plain rows."""

    name: str
    label: str | Promise
    rows: Callable[[Resident, datetime], list[dict[str, Any]]]


KINDS: dict[str, Kind] = {}
"""Every kind of record that ends, by name, in the order in which the apps named them."""

COPIES: dict[str, Copy] = {}
"""Every part of the copy that a resident gets of their data."""


CONTENTS: dict[str, Callable[[], Iterator[bytes]]] = {}
"""Every store of encrypted contents, by name, with what gives all of it opened, for the scan."""


class DuplicateKind(ValueError):
    """Two kinds, or two parts of the copy, carry the same name."""


def keep(*kinds: Kind) -> None:
    """Register kinds of record. Raises DuplicateKind."""
    for kind in kinds:
        if KINDS.setdefault(kind.name, kind) is not kind:
            raise DuplicateKind(kind.name)


def tells(
    name: str, label: str | Promise
) -> Callable[
    [Callable[[Resident, datetime], list[dict[str, Any]]]],
    Callable[[Resident, datetime], list[dict[str, Any]]],
]:
    """Register the function as a part of the copy that a resident gets (个人信息保护法 Art. 45)."""

    def register(
        rows: Callable[[Resident, datetime], list[dict[str, Any]]],
    ) -> Callable[[Resident, datetime], list[dict[str, Any]]]:
        if name in COPIES:
            raise DuplicateKind(name)
        COPIES[name] = Copy(name, label, rows)
        return rows

    return register


def stores(name: str, contents: Callable[[], Iterator[bytes]]) -> None:
    """Register a store of encrypted contents. Raises DuplicateKind."""
    if CONTENTS.setdefault(name, contents) is not contents:
        raise DuplicateKind(name)
