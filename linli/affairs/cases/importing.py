"""Reading cases from tables: a profile says which column is what, every row is checked first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from linli.affairs.cases.models import Category, Type
from linli.ground.people.numbers import NotAPhone, normalise_phone
from linli.ground.places.models import Place
from linli.ground.sheets.checking import BadRow
from linli.ground.sheets.reading import Column, Row
from linli.text.locate import PlaceNames

NAMED = (9, 12)
"""Lengths of the codes of places that are looked for in the text: street and community."""


class BadProfile(ValueError):
    """The profile does not exist or is none; `str(error)` says what is wrong."""


class Profile(BaseModel):
    """Which column is what, and how to read it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    columns: dict[
        Literal[
            "id", "title", "text", "time", "type", "category", "place", "name", "phone", "address"
        ],
        str,
    ]
    time_formats: list[str]
    types: dict[str, Type]
    default_type: Type
    names: dict[str, str]

    def asked_for(self) -> list[Column]:
        """The columns that a table must or may have."""
        required = {"id", "text", "time"}
        return [
            Column(name, title, required=name in required) for name, title in self.columns.items()
        ]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row that is good, as the report takes it."""

    source_id: str
    at: datetime
    type: str
    title: str
    text: str
    place_code: str
    category: Category | None
    name: str
    phone: str
    address: str

    @property
    def digest(self) -> str:
        """The same for messages with the same words."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


def load_profile(name: str) -> Profile:
    """A profile that ships with linli, by name, or one of your own, by path. Raises BadProfile."""
    shipped = files("linli.affairs.cases") / "profiles" / f"{name}.yaml"
    path = Path(name)
    if shipped.is_file():
        text = shipped.read_text(encoding="utf-8")
    elif path.is_file():
        text = path.read_text(encoding="utf-8")
    else:
        raise BadProfile(_("There is no profile “%(name)s”, and no such file.") % {"name": name})
    try:
        return Profile.model_validate(YAML(typ="safe").load(text))
    except (ValidationError, YAMLError) as error:
        raise BadProfile(f"{name}: {error}") from error


class Reader:
    """Turns rows into cases of one area; it knows the names of its places."""

    def __init__(self, profile: Profile, area: str) -> None:
        self.profile, self.area = profile, area
        places = Place.objects.under(area).filter(valid_to=None).values_list("code", "name")
        named = [(code, name) for code, name in places if len(code) in (6, *NAMED)]
        here = {name: code for name, code in profile.names.items() if code.startswith(area)}
        self.names = PlaceNames([*named, *((code, name) for name, code in here.items())])
        self.codes = {code for code, _name in places}
        self.categories = {each.code: each for each in Category.objects.filter(retired_on=None)}

    def parse(self, row: Row) -> Parsed:
        """One row. Raises BadRow with a message for each bad cell."""
        wrong: dict[str, str] = {}
        at = self._time(row["time"], wrong)
        if not row["id"].strip():
            wrong["id"] = _("The number is missing.")
        if not row["text"].strip():
            wrong["text"] = _("The text is missing.")
        category = self._category(row["category"].strip(), wrong)
        phone = self._phone(row["phone"].strip(), wrong)
        place = self._place(row, wrong)
        if wrong or at is None:
            raise BadRow(wrong)
        return Parsed(
            source_id=row["id"].strip(),
            at=at,
            type=self._type(row),
            title=row["title"].strip(),
            text=row["text"].strip(),
            place_code=place,
            category=category,
            name=row["name"].strip(),
            phone=phone,
            address=row["address"].strip(),
        )

    def _time(self, text: str, wrong: dict[str, str]) -> datetime | None:
        for form in self.profile.time_formats:
            try:
                found = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - zone is given below
            except ValueError:
                continue
            return timezone.make_aware(found) if timezone.is_naive(found) else found
        wrong["time"] = _("“%(text)s” is no time in a form that the profile knows.") % {
            "text": text
        }
        return None

    def _category(self, code: str, wrong: dict[str, str]) -> Category | None:
        if code and code not in self.categories:
            wrong["category"] = _("There is no category “%(code)s”.") % {"code": code}
        return self.categories.get(code)

    def _phone(self, text: str, wrong: dict[str, str]) -> str:
        try:
            return normalise_phone(text) if text else ""
        except NotAPhone as error:
            wrong["phone"] = str(error)
            return ""

    def _type(self, row: Row) -> str:
        if row["type"] in Type.values:
            return row["type"]
        title = row["title"]
        first = [(title.find(word), kind) for word, kind in self.profile.types.items()]
        return min(((at, k) for at, k in first if at >= 0), default=(0, self.profile.default_type))[
            1
        ]

    def _place(self, row: Row, wrong: dict[str, str]) -> str:
        code = row["place"].strip()
        if code:
            if code not in self.codes:
                wrong["place"] = _("There is no place with the code %(code)s here.") % {
                    "code": code
                }
            return code
        found = self.names.resolve(f"{row['title']}。{row['text']}", within=self.area)
        return found.code or self.area


def repeated(rows: Iterable[Parsed]) -> dict[str, str]:
    """Rows that say word for word what an earlier one says: their id and that of the first."""
    first: dict[str, str] = {}
    again: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.source_id)):
        earlier = first.setdefault(row.digest, row.source_id)
        if earlier != row.source_id:
            again[row.source_id] = earlier
    return again
