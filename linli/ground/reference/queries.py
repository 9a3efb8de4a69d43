"""Reading reference data: at once from memory, anew when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")

MOST = 50_000
"""How many answers a process remembers."""

ASK = "SELECT value FROM reference_stamp"

_memory: tuple[int, dict[Hashable, Any]] = (0, {})


def recall(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, remembered under `key` until reference data changes.

    It is shared by everything the process does, so nobody may change it. None is not remembered.
    """
    global _memory
    stamp = _seen() or _ask()
    memory = _memory
    if memory[0] != stamp or len(memory[1]) >= MOST:
        memory = _memory = (stamp, {})
    known: T | None = memory[1].get(key)
    if known is None:
        known = read()
        if known is not None:
            memory[1][key] = known
    return known


@dataclass(frozen=True, slots=True)
class Glance:
    """The stamp as it was seen, and where that holds."""

    stamp: int
    in_transaction: bool
    through: bool

    def holds(self) -> bool:
        """Whether it was seen from where we are now."""
        return self.through or self.in_transaction == connection.in_atomic_block


_glance: ContextVar[Glance | None] = ContextVar("glance", default=None)


@contextmanager
def glance(*, changes_nothing: bool = False) -> Iterator[None]:
    """Look at the stamp once: within, what is recalled is as of now.

    A glance from outside a transaction does not reach into it: what a transaction that is rolled
    back had changed would be remembered. It does where the code within it `changes_nothing` of
    reference data. Raises OperationalError where the database is away.
    """
    stamp, inside = _seen() or _ask(), connection.in_atomic_block
    token = _glance.set(Glance(stamp, inside, changes_nothing))
    try:
        yield
    finally:
        _glance.reset(token)


def _seen() -> int | None:
    """The stamp of the glance that is under way, if it holds here."""
    seen = _glance.get()
    return seen.stamp if seen and seen.holds() else None


def _ask() -> int:
    """The stamp as it is. As the first statement of a request it mends a lost connection."""
    try:
        return _read()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close()
        if pool := getattr(connection, "pool", None):
            pool.check()  # the others are lost with it
        return _read()


def _read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(ASK)
        value: int = cursor.fetchone()[0]
    return value
