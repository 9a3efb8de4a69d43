"""Reading who lives where from tables that a community has kept until now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.ground.people.numbers import NotAPhone, normalise_phone
from linli.ground.places.models import Place
from linli.ground.sheets.checking import BadRow
from linli.ground.sheets.reading import Column, Row

RESIDENT_COLUMNS = (
    Column("place", gettext_lazy("Code of the building or grid"), "地点编码", required=True),
    Column("address", gettext_lazy("Building, unit and room"), "住址", "地址", required=True),
    Column("name", gettext_lazy("Name of the resident"), "姓名", required=True),
    Column("phone", gettext_lazy("Phone of the resident"), "电话", "手机"),
    Column("since", gettext_lazy("Lives there since"), "入住日期"),
)
"""What a table of the register holds; the days are written 2026-05-11, an empty one is today."""

LONGEST = {"address": 200, "name": 50}


@dataclass(frozen=True, slots=True)
class Living:
    """Somebody who lives in a dwelling, as a row says; `phone` is normalised, or empty."""

    place: Place
    address: str
    name: str
    phone: str
    since: date


class Reader:
    """Reads rows of the register; `places` are those that may be named, by their codes."""

    def __init__(self, places: Mapping[str, Place], today: date) -> None:
        self.places, self.today = places, today

    def parse(self, row: Row) -> Living:
        """One row. Raises BadRow."""
        wrong: dict[str, str] = {}
        place = self.places.get(row["place"])
        if place is None:
            wrong["place"] = _("It is no building or grid of which you keep the register.")
        for name, most in LONGEST.items():
            if len(row[name]) > most:
                wrong[name] = _("At most %(most)d characters.") % {"most": most}
        phone, since = self._phone(row, wrong), self._since(row, wrong)
        if wrong or place is None:
            raise BadRow(wrong)
        return Living(place, row["address"], row["name"], phone, since)

    def _phone(self, row: Row, wrong: dict[str, str]) -> str:
        try:
            return normalise_phone(row["phone"]) if row["phone"] else ""
        except NotAPhone:
            wrong["phone"] = _("Enter a whole phone number.")
            return ""

    def _since(self, row: Row, wrong: dict[str, str]) -> date:
        text = row["since"].removesuffix(" 00:00:00").replace("/", "-").replace(".", "-")
        if not text:
            return self.today
        try:
            year, month, day = map(int, text.split("-"))
            since = date(year, month, day)
        except ValueError:
            wrong["since"] = _("Write the day like 2026-05-11.")
            return self.today
        if since > self.today:
            wrong["since"] = _("This day is still to come.")
        return since
