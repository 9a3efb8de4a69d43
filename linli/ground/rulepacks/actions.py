"""Publishing a pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.rulepacks.documents import PackInvalid
from linli.ground.rulepacks.events import PUBLISHED
from linli.ground.rulepacks.merging import is_pack_place
from linli.ground.rulepacks.models import Edition, RulePack
from linli.ground.rulepacks.rehearsal import faults_of

__all__ = [
    "NotAPackPlace",
    "NoteMissing",
    "PackInvalid",
    "SomebodyWasFaster",
    "StartsInThePast",
    "publish_pack",
    "remember_edition",
]


class NotAPackPlace(ValueError):
    """Packs belong to a province, a city or a district, or (empty) to all of them."""


class NoteMissing(ValueError):
    """A pack was to be published without saying why."""


class StartsInThePast(ValueError):
    """A pack was to change rules that have been applied already."""


class SomebodyWasFaster(RuntimeError):
    """Another version of the pack was published after this one was begun."""


@transaction.atomic
def publish_pack(
    *,
    place_code: str,
    text: str,
    valid_from: date,
    note: str,
    based_on: int | None = None,
    by: AbstractBaseUser,
    at: datetime,
) -> RulePack:
    """Publish the next version of a place's pack, in force from `valid_from`, its first day.

    Matters opened from that day on run under it; running matters keep the edition they started
    under. Only the first pack of a place may begin in the past. Of several packs begun, the one
    that began last is in force, so a planned pack is called off by a new version with its first
    day. `based_on` is the version the text was made from (0: none); None does not ask.

    Raises PackInvalid, NoteMissing, NotAPackPlace, StartsInThePast, SomebodyWasFaster.
    """
    if not is_pack_place(place_code):
        raise NotAPackPlace(
            _("A rule pack belongs to a province, city or district (2, 4 or 6 digits).")
        )
    if not note.strip():
        raise NoteMissing(_("Say in a few words why the rules change."))
    _one_at_a_time()
    version = _next_version(place_code, based_on, valid_from, timezone.localdate(at))
    if faults := faults_of(place_code, text, valid_from):
        raise PackInvalid(faults)
    pack = RulePack.objects.create(
        place_code=place_code,
        version=version,
        valid_from=valid_from,
        text=text,
        note=note.strip(),
        author_id=by.pk,
        created_at=at,
    )
    data: dict[str, Any] = {
        "place_code": place_code,
        "version": version,
        "valid_from": valid_from,
    }
    publish(PUBLISHED, about=pack, by=by, at=at, opens=True, **data)
    return pack


def _next_version(place_code: str, based_on: int | None, valid_from: date, today: date) -> int:
    last = RulePack.objects.of(place_code).first()
    version = last.version if last else 0
    if based_on is not None and based_on != version:
        message = _("Meanwhile somebody published version {version}. Look at it, then edit again.")
        raise SomebodyWasFaster(message.format(version=version))
    if last and valid_from < today:
        raise StartsInThePast(_("The rules of past days stay as they were: choose today or later."))
    return version + 1


def _one_at_a_time() -> None:
    # Packs are committed in the order of their ids: `pack_for` takes the highest id as the sign
    # that it has seen them all.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('rulepacks publish', 0))")


def remember_edition(
    *, digest: str, body: Mapping[str, Any], sources: Mapping[str, Any]
) -> Edition:
    """The edition with this digest, written now if it is new. Safe with many processes.

    It is `pack.edition` that asks for it, so nobody did it and nothing happened: there is no
    journal entry. What was merged is kept, and no rule changes by it.
    """
    found = Edition.objects.filter(digest=digest).first()
    if found is None:
        # The second of two that insert at once waits for the first, and then does nothing.
        new = Edition(digest=digest, body=body, sources=sources)
        Edition.objects.bulk_create([new], ignore_conflicts=True)
        found = Edition.objects.get(digest=digest)
    return found
