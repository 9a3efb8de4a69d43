"""The standard texts that somebody is offered for a matter, filled in from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format

from linli.ground.org.models import User
from linli.ground.places.queries import names_above
from linli.ground.texts.filling import filled
from linli.ground.texts.models import StandardText, Use
from linli.ground.texts.queries import texts_for
from linli.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Offered:
    """A text as it would be put into the field, and whose it is."""

    name: str
    text: str
    language: str
    unit: str


def offered_texts(matter: Matter, use: Use, user: User, at: datetime) -> list[Offered]:
    """The texts for this use, those in the reader's language first and one's own unit's first."""
    values, mine = _values(matter, user, at), user.unit_ids_at(at)
    here = translation.get_language()
    rows = sorted(
        texts_for(user, at).filter(use=use),
        key=lambda row: (row.language != here, row.unit_id not in mine),
    )
    return [
        Offered(row.name, _filled(row, values, at), row.language, str(row.unit)) for row in rows
    ]


def _filled(row: StandardText, values: Mapping[str, str], at: datetime) -> str:
    """The text; its day is written as its language does."""
    with translation.override(row.language):
        day = date_format(timezone.localdate(at), "DATE_FORMAT")
    return filled(row.text, {**values, "date": day})


def _values(matter: Matter, user: User, at: datetime) -> dict[str, str]:
    units = [duty.unit for duty in user.duties_at(at)]
    units.sort(key=lambda unit: unit.pk != matter.holder_id)
    return {
        "number": matter.number,
        "place": "".join([*names_above(matter.place_id)[3:], matter.place.name]),
        "unit": units[0].name if units else "",
    }
