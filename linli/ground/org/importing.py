"""Reading units from tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from linli.ground.org.models import Unit
from linli.ground.places.models import Place
from linli.ground.sheets.checking import BadRow, Checked, check
from linli.ground.sheets.reading import Column, Row

PHONE = re.compile(r"[+(]?[0-9][0-9 ()-]{1,17}[0-9]")
"""A phone as it is published: 12345, 0999-8612345, +86 139 0000 0001; 20 characters at most."""

LONGEST = {"code": 32, "name": 100}
"""Characters, as the table of units has room for."""

UNIT_COLUMNS = (
    Column("code", pgettext_lazy("unit", "Code"), "编码", "单位编码", required=True),
    Column("name", pgettext_lazy("unit", "Name"), "名称", "单位名称", required=True),
    Column("kind", pgettext_lazy("unit", "Kind"), "类别", "单位类别", required=True),
    Column("place", gettext_lazy("Place code"), "地点编码", "区划编码", required=True),
    Column("parent", pgettext_lazy("unit", "Parent"), "上级编码", "上级单位"),
    Column("phone", pgettext_lazy("unit", "Phone"), "电话", "监督电话"),
)


def kinds_explained() -> Iterator[list[str]]:
    """The kinds that a row may name, and their codes, for the second sheet of the form."""
    yield [pgettext("unit", "Kind"), pgettext("unit", "Code")]
    for code, label in Unit.Kind.choices:
        yield [str(label), code]


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
        longest = LONGEST[name]
        if not row[name].strip():
            wrong[name] = _("This must not be empty.")
        elif len(row[name].strip()) > longest:
            wrong[name] = _("This is longer than %(most)d characters.") % {"most": longest}
    if (phone := row["phone"].strip()) and not PHONE.fullmatch(phone):
        wrong["phone"] = _("“%(phone)s” is no phone number.") % {"phone": phone}
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
        phone=phone,
    )


def check_units(rows: Iterable[Row], parents: dict[str, str]) -> Checked[UnitRow]:
    """Check every row by itself and all together; `parents` are those of the units there are.

    A parent must be known or stand further up; no code stands twice, no unit below itself.
    """
    numbered = {row.number: row for row in rows}
    checked = check(numbered.values(), parse_unit)
    above, first = dict(parents), dict[str, int]()
    for number, row in list(checked.good):
        if row.code in first:
            words = _("The code %(code)s stands in row %(row)d already.")
            checked.refuse(
                number,
                numbered[number].title("code"),
                words % {"code": row.code, "row": first[row.code]},
            )
        elif row.parent and row.parent not in above:
            words = _("There is no unit %(code)s.")
            checked.refuse(number, numbered[number].title("parent"), words % {"code": row.parent})
        elif row.code in _way_up(row.parent, above):
            words = _("A unit cannot stand below itself.")
            checked.refuse(number, numbered[number].title("parent"), words)
        else:
            first[row.code] = number
            above[row.code] = row.parent or above.get(row.code, "")
    return checked


def _way_up(code: str, above: dict[str, str]) -> list[str]:
    way: list[str] = []
    while code and code not in way:
        way.append(code)
        code = above.get(code, "")
    return way
