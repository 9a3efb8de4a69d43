"""The dispatch catalogue as a table: what a draft is filled from, and what is taken along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.affairs.cases.models import CatalogueLine, Category, DraftLine, Level
from linli.ground.org.models import Unit
from linli.ground.org.queries import units_in_district
from linli.ground.places.models import Place
from linli.ground.sheets.checking import BadRow
from linli.ground.sheets.reading import Column, Row
from linli.ground.sheets.writing import cell

COLUMNS = (
    Column("category", gettext_lazy("Code of the category"), "类别编码", "类别"),
    Column("place", gettext_lazy("Code of the place"), "地点编码", "地点", required=True),
    Column("unit", gettext_lazy("Code of the unit"), "单位编码", "单位"),
    Column("level", gettext_lazy("Or level"), "或层级", "层级"),
    Column("note", pgettext_lazy("catalogue", "Note"), "说明", "备注"),
)
"""A row for each line; without a category it holds for all."""

LADDER = (Level.GRID, Level.COMMUNITY, Level.STREET, Level.DISTRICT)
NOTE_LENGTH = 200


class Reader:
    """Reads lines of an area; categories, places and units are looked up for all rows at once."""

    def __init__(self, area: str, rows: Sequence[Row], at: datetime) -> None:
        self.area = area
        categories = Category.objects.filter(retired_on=None)
        self.categories = set(categories.values_list("code", flat=True))
        codes = {row["place"] for row in rows}
        places = Place.objects.under(area).in_force(timezone.localdate(at)).filter(code__in=codes)
        self.places = set(places.values_list("code", flat=True))
        self.units = {unit.code: unit for unit in units_in_district(area, at)}
        self.levels = {str(each.label): each.value for each in LADDER}
        self.levels |= {each.value: each.value for each in LADDER}

    def parse(self, row: Row) -> DraftLine:
        """One row; a level is written as its name or its code. Raises BadRow."""
        wrong: dict[str, str] = {}
        if row["category"] and row["category"] not in self.categories:
            wrong["category"] = _("There is no category “%(code)s”.") % {"code": row["category"]}
        if row["place"] not in self.places:
            wrong["place"] = _("There is no place with the code %(code)s here.") % {
                "code": row["place"]
            }
        if row["unit"] and row["unit"] not in self.units:
            wrong["unit"] = _("There is no unit with the code %(code)s.") % {"code": row["unit"]}
        if row["level"] and row["level"] not in self.levels:
            wrong["level"] = _("“%(level)s” is none of: %(levels)s.") % {
                "level": row["level"],
                "levels": ", ".join(str(each.label) for each in LADDER),
            }
        if bool(row["unit"]) == bool(row["level"]):
            wrong["unit"] = _("Give either a unit or a level.")
        if len(row["note"]) > NOTE_LENGTH:
            wrong["note"] = _("At most %(most)d characters.") % {"most": NOTE_LENGTH}
        if wrong:
            raise BadRow(wrong)
        return DraftLine(
            category_code=row["category"],
            place_id=row["place"],
            unit=self.units.get(row["unit"]),
            level=self.levels.get(row["level"], ""),
            note=row["note"],
        )


def table_of(lines: Iterable[CatalogueLine]) -> Iterator[list[str]]:
    """The head and a row for each line, as they can be brought in again."""
    yield [column.title for column in COLUMNS]
    for line in lines:
        unit: Unit | None = line.unit
        said = (
            *(line.category_code, line.place_id, unit.code if unit else ""),
            *(str(line.get_level_display()) if line.level else "", line.note),
        )
        yield [cell(value) for value in said]
