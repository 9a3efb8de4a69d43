"""Reads over everything that is sealed."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import connection, models

from linli.ground.people.ciphers import WrongKey
from linli.ground.people.fields import SealedField
from linli.ground.people.models import Resident, phone_hash


def find_by_phone(phone: str) -> Resident | None:
    """The resident with this normalised number.

    Every report asks this, and composing the statement costs four times what running it does, so
    it is composed once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_find_by_phone(), [phone_hash(phone)])
        row = cursor.fetchone()
    columns = [field.attname for field in Resident._meta.concrete_fields]
    return Resident.from_db(connection.alias, columns, row) if row else None


@cache
def _find_by_phone() -> str:
    return Resident.objects.with_phone("").query.sql_with_params()[0]


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    """The model's own sealed columns."""
    return [field for field in model._meta.local_fields if isinstance(field, SealedField)]


def sealed_models() -> list[type[models.Model]]:
    """Every model that has sealed columns, in any app."""
    return [model for model in apps.get_models() if sealed_fields(model)]


def sealed_columns() -> list[str]:
    """Every sealed column, as `people.resident.phone`."""
    return sorted(field.context for model in sealed_models() for field in sealed_fields(model))


def keys_fit() -> bool:
    """Whether the key ring opens the newest resident, and finds them by their phone.

    False means: this is another installation's key file, or a new one for an old database. A
    wrong search key would not fail by itself, it would quietly make everybody a stranger.
    """
    resident = Resident.objects.exclude(phone_hash=None).order_by("-pk").first()
    if resident is None:
        return True
    try:
        phone = resident.phone.open()
    except WrongKey:
        return False
    return phone_hash(phone) == bytes(resident.phone_hash or b"")
