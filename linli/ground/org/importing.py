"""Reading units from tables."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.ground.org.models import Unit
from linli.ground.places.models import Place
from linli.ground.sheets.checking import BadRow
from linli.ground.sheets.reading import Column, Row

UNIT_COLUMNS = (
    Column("code", gettext_lazy("Code"), "编码", "单位编码", required=True),
    Column("name", gettext_lazy("Name"), "名称", "单位名称", required=True),
    Column("kind", gettext_lazy("Kind"), "类别", "单位类别", required=True),
    Column("place", gettext_lazy("Place code"), "地点编码", "区划编码", required=True),
    Column("parent", gettext_lazy("Parent"), "上级编码", "上级单位"),
    Column("phone", gettext_lazy("Phone"), "电话", "监督电话"),
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a row describes it."""

    code: str
    name: str
    kind: str
    place: Place
    parent: str
    phone: str


def parse_unit(row: Row) -> UnitRow:
    """One row; the kind is written as its code or its name. Raises BadRow."""
    wrong: dict[str, str] = {}
    kinds = {str(label): value for value, label in Unit.Kind.choices}
    kinds |= {value: value for value in Unit.Kind.values}
    place = Place.objects.filter(code=row["place"].strip(), valid_to=None).first()
    for name in ("code", "name"):
        if not row[name].strip():
            wrong[name] = _("This must not be empty.")
    if row["kind"].strip() not in kinds:
        wrong["kind"] = _("“%(kind)s” is none of: %(kinds)s.") % {
            "kind": row["kind"],
            "kinds": ", ".join(str(label) for label in Unit.Kind.labels),
        }
    if place is None:
        wrong["place"] = _("There is no place with the code %(code)s.") % {"code": row["place"]}
    if wrong or place is None:
        raise BadRow(wrong)
    return UnitRow(
        code=row["code"].strip(),
        name=row["name"].strip(),
        kind=kinds[row["kind"].strip()],
        place=place,
        parent=row["parent"].strip(),
        phone=row["phone"].strip(),
    )
