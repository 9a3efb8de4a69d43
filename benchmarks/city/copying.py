"""Turns one exemplary life into lines of COPY that only want the keys of a copy filled in.

Which tables belong to a life is asked of the models: everything that hangs on its matter, and the
entries of its chain. A copy lies as many whole weeks earlier or later as leave every working day
where it was, so that every limit ends where the engine would have ended it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from linli.affairs.cases.actions.answering import ANSWER_CHAIN
from linli.affairs.cases.models import Case, DispatchRule
from linli.ground.journal import chain
from linli.ground.journal.models import Entry
from linli.ground.org.models import Unit, User
from linli.ground.people.models import Resident
from linli.ground.places.models import Place
from linli.ground.worktime.calendar import is_working_day, local_day
from linli.matters.models import Matter

WEEK = timedelta(days=7)
MATTER = Matter._meta.label_lower
CHAINS = (MATTER, ANSWER_CHAIN)
"""As what the journal names a case: what happened to it, and its answers."""

LEFT_OUT = {"matters_idempotencykey"}
"""Tables that hang on a matter for the sake of a request, not of its life."""

ROLES: dict[type[models.Model], str] = {
    User: "u",
    Unit: "n",
    Place: "p",
    Resident: "r",
    DispatchRule: "d",
}
"""The letters under which keys of others stand in a line; each is filled in for every copy."""

IN_DATA: dict[str, type[models.Model]] = {
    "holder": Unit,
    "unit": Unit,
    "place": Place,
    "assignee": User,
    "subject_unit": Unit,
    "approver": User,
    "rule": DispatchRule,
    "suggested": Unit,
}
"""Keys of records in the data of an entry, by their name there."""

OWN_ROWS = {"part": "participation"}
"""Names in the data of an entry for rows of its own life, where these have another name."""

NUMBERS = {"satisfaction", "edition", "rank"}
"""What in the data of an entry is a number and no key."""

SECONDS = {"due"}
"""What in the data of an entry is a moment, in seconds since 1970; 0 for none."""

OTHERS = {"case", "lead"}
"""Names in the data of an entry for another case."""

MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")
DAY = re.compile(r"^\d{4}-\d\d-\d\d$")


class UnknownData(ValueError):
    """An entry holds a number of which nobody has said what it is; see IN_DATA and below."""


def tables() -> list[type[models.Model]]:
    """The models of which a life has rows, each after those that it points to."""
    found: list[type[models.Model]] = [Matter, Case]
    for model in found:  # grows while it is walked
        for relation in model._meta.related_objects:
            other = relation.related_model
            hangs = relation.on_delete is models.CASCADE and relation.field.null is False
            if hangs and other not in found and other._meta.db_table not in LEFT_OUT:
                found.append(other)
    return found


@dataclass
class Life:
    """Every row of one case, as the database has them."""

    matter: int
    rows: dict[type[models.Model], list[dict[str, Any]]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    @cached_property
    def moments(self) -> list[datetime]:
        """Every moment in it."""
        values = (value for rows in self.rows.values() for row in rows for value in row.values())
        return [*(v for v in values if isinstance(v, datetime)), *(e.at for e in self.entries)]

    @property
    def begins(self) -> datetime:
        """When the case was opened."""
        opened: datetime = self.rows[Matter][0]["opened_at"]
        return opened

    @property
    def is_open(self) -> bool:
        """Whether it is in hand today."""
        return self.rows[Matter][0]["closed_at"] is None

    @property
    def clocks(self) -> int:
        """How many of its clocks run."""
        deadlines = next(rows for model, rows in self.rows.items() if model.__name__ == "Deadline")
        return sum(row["met_at"] is None for row in deadlines)

    @property
    def is_alone(self) -> bool:
        """Whether nothing in it points to another case: of two that are linked no copy is made."""
        return not any(OTHERS & entry.data.keys() for entry in self.entries) and all(
            row[column.attname] in (None, self.matter)
            for model, rows in self.rows.items()
            for column in _own(model)
            if column.related_model in (Matter, Case)
            for row in rows
        )

    def shifts(self, earliest: datetime, latest: datetime) -> list[int]:
        """By how many weeks it can be moved, in that time, without touching a holiday."""
        if self.is_open:
            return [0]
        first, last = local_day(min(self.moments)), local_day(max(self.moments))
        pattern = _working(first, last)
        end = max(e.at for e in self.entries)
        weeks = range((earliest - self.begins) // WEEK + 1, (latest - end) // WEEK + 1)
        return [w for w in weeks if _working(first + w * WEEK, last + w * WEEK) == pattern]


_days: dict[date, bool] = {}


def _working(first: date, last: date) -> tuple[bool, ...]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(_is_working(day) for day in days)


def _is_working(day: date) -> bool:
    if day not in _days:
        _days[day] = is_working_day(day)
    return _days[day]


def read(keys: Sequence[int]) -> list[Life]:
    """The lives of these matters, without those that have to do with another."""
    lives = {key: Life(key, {model: [] for model in tables()}) for key in keys}
    for model in tables():
        path = _path(model)
        manager = model._base_manager.filter(**{f"{path}__in": keys}).order_by("pk")
        for row in manager.values_list(path, *(f.attname for f in _own(model))):
            names = (f.attname for f in _own(model))
            lives[row[0]].rows[model].append(dict(zip(names, row[1:], strict=True)))
    about = {str(key): key for key in keys}
    for entry in Entry.objects.filter(about_kind__in=CHAINS, about_id__in=about).order_by("pk"):
        lives[about[entry.about_id]].entries.append(entry)
    return [life for life in lives.values() if life.is_alone]


def _own(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    generated = models.GeneratedField
    return [f for f in model._meta.local_concrete_fields if not isinstance(f, generated)]


def _path(model: type[models.Model]) -> str:
    """By which look-up a row of the model finds its matter."""
    if model is Matter:
        return "pk"
    for each in model._meta.local_concrete_fields:
        target = each.related_model
        if target in (Matter, Case):
            return each.attname
    for each in model._meta.local_concrete_fields:
        target = each.related_model
        if isinstance(target, type) and target in tables() and target is not model:
            return f"{each.name}__{_path(target)}"
    raise LookupError(model)


@dataclass(frozen=True, slots=True)
class Mould:
    """A life with gaps for keys and times: `lines % keys` are the lines of its copy."""

    lines: dict[str, str]
    """By table."""
    contents: tuple[tuple[str, str], ...]
    """Of its entries, in their order, the chain and what the digest is made of."""
    times: tuple[tuple[str, date, Callable[[Any], str]], ...]
    """Each gap for a time or a day, with what the life has there and how it is written."""

    def at(self, weeks: int) -> dict[str, str]:
        """What fills the gaps for times in a copy that is so many weeks later."""
        shift = weeks * WEEK
        return {name: write(time + shift) for name, time, write in self.times}


class Moulds:
    """Makes the moulds of lives; the text of every row is made once."""

    def __init__(self) -> None:
        self.tables = tables()
        self.prefix = {
            model: f"{'abcdefghijkl'[n // 26]}{chr(97 + n % 26)}"
            for n, model in enumerate(self.tables)
        }

    def mould(self, life: Life) -> Mould:
        """The mould of a life."""
        self.ids = {
            (model, row[_key(model)]): f"{self.prefix[model]}{n}"
            for model, rows in life.rows.items()
            for n, row in enumerate(rows)
        }
        self.life = life
        self.times: dict[tuple[date, Callable[[Any], str]], str] = {}
        lines = {
            model._meta.db_table: "".join(self._line(model, row) for row in rows)
            for model, rows in life.rows.items()
            if rows
        }
        written = [self._entry(number, entry) for number, entry in enumerate(life.entries)]
        lines["journal_entry"] = "".join(line for line, _content in written)
        times = tuple((name, *time) for time, name in self.times.items())
        contents = zip(life.entries, written, strict=True)
        told = tuple((entry.about_kind, content) for entry, (_line, content) in contents)
        return Mould(lines, told, times)

    def _time(self, time: date, write: Callable[[Any], str]) -> str:
        """The name of the gap for a time."""
        return self.times.setdefault((time, write), f"t{len(self.times)}")

    def _entry(self, number: int, entry: Entry) -> tuple[str, str]:
        """The line of an entry, and what its digest is made of."""
        data, by = self._data(entry.data), self._other(User, entry.by_id)
        about = (entry.about_kind, "⟦m⟧")
        moment = f"%({self._time(entry.at, _text)})s"
        content = chain.canonical(
            event=entry.event, about=about, seq=entry.seq, by=0, at=entry.at, data=data
        ).decode()
        content = content.replace("%", "%%")
        told = f',{entry.seq},0,"{_canonical(entry.at)}"'
        assert told in content
        gap = f"%({self._time(entry.at, _canonical)})s"
        content = content.replace(told, f',{entry.seq},{by},"{gap}"', 1)
        cells = [
            f"%(en{number})s",
            entry.event,
            entry.about_kind,
            "%(m)s",
            str(entry.seq),
            by,
            moment,
            moment,
            _unquote(_escape(json.dumps(data, ensure_ascii=False))),
            rf"\\x%(digest{number})s",
        ]
        return "\t".join(cells) + "\n", _unquote(content)

    def _line(self, model: type[models.Model], row: dict[str, Any]) -> str:
        return "\t".join(self._cell(f, row[f.attname]) for f in _own(model)) + "\n"

    def _cell(self, column: models.Field[Any, Any], value: Any) -> str:
        if value is None:
            return r"\N"
        if column.primary_key and column.related_model is None:
            return f"%({self.ids[column.model, value]})s"
        if column.model is Matter and column.name == "number":
            return "%(number)s"
        if column.name in {"title", "text"} and column.model in (Matter, Case):
            return "%(spot)s" + _escape(value)
        if isinstance(column.related_model, type):
            return self._foreign(column.related_model, value)
        if isinstance(value, datetime):
            return f"%({self._time(value, _text)})s"
        if isinstance(value, date):
            return f"%({self._time(value, str)})s"
        prepared = column.get_db_prep_save(value, connection)
        return _escape(_plain(prepared, value, column))

    def _foreign(self, model: type[models.Model], value: Any) -> str:
        if model in (Matter, Case):
            return "%(m)s" if value == self.life.matter else _stranger(model, value)
        if (model, value) in self.ids:
            return f"%({self.ids[model, value]})s"
        if model is Entry:
            number = next(n for n, e in enumerate(self.life.entries) if e.pk == value)
            return f"%(en{number})s"
        return self._other(model, value)

    def _other(self, model: type[models.Model], value: Any) -> str:
        role = ROLES.get(model)
        return f"%({role}{value})s" if role else str(value)

    def _data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: self._datum(name, value) for name, value in data.items()}

    def _datum(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            if name in IN_DATA:
                return f"⟦s:{self._other(IN_DATA[name], value)[2:-2]}⟧"
            if MOMENT.match(value):
                return f"⟦s:{self._time(datetime.fromisoformat(value), _json)}⟧"
            if DAY.match(value):
                return f"⟦s:{self._time(date.fromisoformat(value), str)}⟧"
            return value
        if isinstance(value, dict):
            return self._data(value)
        if isinstance(value, bool) or value is None or name in NUMBERS:
            return value
        if name in SECONDS:
            due = datetime.fromtimestamp(value, UTC)
            return f"⟦i:{self._time(due, _seconds)}⟧" if value else 0
        if isinstance(value, list):
            return [self._datum(name.removesuffix("s"), each) for each in value]
        if name in IN_DATA:
            return f"⟦i:{self._other(IN_DATA[name], value)[2:-2]}⟧"
        for model in self.tables:
            if model.__name__.lower() == OWN_ROWS.get(name, name) and (model, value) in self.ids:
                return f"⟦i:{self.ids[model, value]}⟧"
        raise UnknownData(f"{name} = {value!r}")


def _key(model: type[models.Model]) -> str:
    assert model._meta.pk is not None
    return model._meta.pk.attname


def _stranger(model: type[models.Model], value: Any) -> str:
    raise LookupError(f"{model.__name__} {value} belongs to another life")


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00"


def _seconds(moment: datetime) -> str:
    return str(int(moment.timestamp()))


def _canonical(moment: datetime) -> str:
    """As `chain.canonical` writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _json(moment: datetime) -> str:
    """As the data of an entry has it."""
    written = DjangoJSONEncoder().encode(moment)
    return written.strip('"')


def _plain(prepared: Any, value: Any, column: models.Field[Any, Any]) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(column, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "{" + ",".join(json.dumps(each, ensure_ascii=False) for each in value) + "}"
    if isinstance(value, (bytes, memoryview)):
        return f"\\x{bytes(value).hex()}"
    return str(prepared)


def _escape(text: str) -> str:
    for plain, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, written)
    return text.replace("%", "%%")


def _unquote(text: str) -> str:
    text = re.sub(r'"⟦i:(\w+)⟧"', r"%(\1)s", text)
    return re.sub(r"⟦(?:s:)?(\w+)⟧", r"%(\1)s", text)


def columns() -> Iterator[tuple[str, list[str]]]:
    """Each table with its columns in the order of the lines."""
    for model in tables():
        yield model._meta.db_table, [str(f.column) for f in _own(model)]
    names = "id event about_kind about_id seq by_id at recorded_at data digest"
    yield "journal_entry", names.split()
