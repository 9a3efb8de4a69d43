"""Taking cases or a list out of linli: by whom, how many and chosen how is written down first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.events import EXPORTED
from linli.affairs.cases.pack import CasesPack
from linli.ground.journal.actions import publish
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.privacy.actions import note_exchange
from linli.ground.privacy.models import Exchange
from linli.ground.rulepacks.queries import pack_for

EXPORTS = "cases.export"

WORDS = ("q",)
"""Filters that may hold a name or a phone: the journal says that they were used, not what for."""


class ExportRefused(PermissionError):
    """Nothing is written out; `str(error)` tells why."""


class MayNotExport(ExportRefused):
    """No duty of the user lets them take a file out."""


class TooManyRows(ExportRefused):
    """More rows than the rule pack allows in one file."""


def most_rows(user: User, at: datetime) -> int:
    """The most rows in one file of this user. Raises MayNotExport."""
    duties = user.duties_with(EXPORTS, at)
    if not duties:
        raise MayNotExport(_("Your duties do not let you take a file out."))
    area = min((duty.unit.place_id for duty in duties), key=len)
    return pack_for(area, timezone.localdate(at)).section(CasesPack).export_rows


@transaction.atomic
def record_export(
    *,
    what: Exchange.What,
    count: int,
    suffix: str,
    filters: Mapping[str, str],
    user: User,
    by: User,
    at: datetime,
) -> Entry:
    """Write down that so many rows of `user`'s view go out as a file. Raises ExportRefused.

    The number of the entry stands in every row of the file (《数据安全法》 Art. 27).
    """
    if count > (most := most_rows(user, at)):
        told_most = _("One file takes at most %(most)d rows, and these are more. Choose fewer.")
        raise TooManyRows(told_most % {"most": most})
    told = {name: "*" if name in WORDS else value for name, value in filters.items() if value}
    note_exchange(Exchange.Way.EXPORT, recipient=user.username, what=what, count=count, at=at)
    name = what.value
    return publish(
        EXPORTED, about=user, by=by, at=at, what=name, rows=count, suffix=suffix, filters=told
    )
