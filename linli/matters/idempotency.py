"""A request that comes twice is done once: the key decides, the fingerprint guards the key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from linli.ground.org.models import User
from linli.matters.models import IdempotencyKey, Matter


class KeyReused(Exception):
    """The key came before with a different request."""


class KeyTaken(Exception):
    """Another request with this key was done in the meantime; the transaction must end."""


def fingerprint(*parts: object) -> str:
    """A digest of a request, the same for the same content."""
    plain = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def replay(key: str, print_: str, *, by: User) -> Matter | None:
    """What the request with this key gave when it was done; None if it was not done yet.

    Raises KeyReused.
    """
    if not key:
        return None
    done = IdempotencyKey.objects.filter(user=by, key=key).select_related("matter").first()
    if done is None:
        return None
    if done.fingerprint != print_:
        raise KeyReused(key)
    return done.matter


BEGIN = """
INSERT INTO matters_idempotencykey (user_id, key, fingerprint, matter_id, created_at)
VALUES (%s, %s, %s, nextval(pg_get_serial_sequence('matters_matter', 'id')), %s)
ON CONFLICT DO NOTHING RETURNING matter_id
"""


def begin(key: str, print_: str, *, by: User, at: datetime) -> int | None:
    """Begin, in its transaction, a request that opens a matter: the id that the matter shall have.

    None: a request with this key was done before, and `replay` gives its matter. A request with
    the same key that is under way is waited for.
    """
    with connection.cursor() as cursor:
        if key:
            cursor.execute(BEGIN, [by.pk, key, print_, at])
        else:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('matters_matter', 'id'))")
        row = cursor.fetchone()
    return row[0] if row else None


def once(key: str, print_: str, do: Callable[[], Matter], *, by: User, at: datetime) -> Matter:
    """Do what a request asks, and give its matter; the same request again does nothing more.

    Two that come at the same time: the second waits, undoes its own, and gives what the first did.
    Raises KeyReused.
    """
    if done := replay(key, print_, by=by):
        return done.specific()
    try:
        with transaction.atomic():
            made = do()
            remember(key, print_, made, by=by, at=at)
            return made
    except KeyTaken:
        done = replay(key, print_, by=by)
        assert done is not None
        return done.specific()


def remember(key: str, print_: str, matter: Matter, *, by: User, at: datetime) -> None:
    """Keep, in the transaction of the request, that it is done. Raises KeyTaken."""
    if not key:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matters_idempotencykey (user_id, key, fingerprint, matter_id, created_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [by.pk, key, print_, matter.pk, at],
        )
        if cursor.rowcount == 0:
            raise KeyTaken(key)
