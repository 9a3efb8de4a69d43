"""Publishing a pack."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.rulepacks.documents import PackInvalid
from linli.ground.rulepacks.events import PUBLISHED
from linli.ground.rulepacks.merging import is_pack_place
from linli.ground.rulepacks.models import RulePack
from linli.ground.rulepacks.rehearsal import faults_of

__all__ = [
    "NotAPackPlace",
    "NoteMissing",
    "PackInvalid",
    "SomebodyWasFaster",
    "StartsInThePast",
    "publish_pack",
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
    last = RulePack.objects.of(place_code).first()
    version = last.version if last else 0
    if based_on is not None and based_on != version:
        raise SomebodyWasFaster(
            _(
                "Meanwhile somebody published version {version}. Look at it, then edit again."
            ).format(version=version)
        )
    if last and valid_from < timezone.localdate(at):
        raise StartsInThePast(_("The rules of past days stay as they were: choose today or later."))
    if faults := faults_of(place_code, text, valid_from):
        raise PackInvalid(faults)
    pack = RulePack.objects.create(
        place_code=place_code,
        version=version + 1,
        valid_from=valid_from,
        text=text,
        note=note.strip(),
        author_id=by.pk,
        created_at=at,
    )
    publish(
        PUBLISHED,
        about=pack,
        by=by,
        at=at,
        opens=True,
        place_code=place_code,
        version=pack.version,
        valid_from=valid_from,
    )
    return pack


def _one_at_a_time() -> None:
    # Packs are committed in the order of their ids: `pack_for` takes the highest id as the sign
    # that it has seen them all.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('rulepacks publish', 0))")
