"""The rows of a list of matters: read in one statement, and worked out before they are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Type
from linli.affairs.cases.wording import EVERYBODY
from linli.faces.web.lamps import Lamp, lamp
from linli.ground.org.models import User
from linli.ground.questions import Columns
from linli.matters.addresses import page_of
from linli.matters.models import FLOWS, Deadline, Matter, Urgency
from linli.matters.reading import is_unread

READ = (
    *("pk", "number", "title", "kind", "state", "urgency", "case__type", "case__occasion"),
    *("place__name", "holder__name", "opened_at", "warn_at", "due_at", "closed_at", "version"),
    *("late", "unread"),
)


class Read(NamedTuple):
    """READ, under names of their own."""

    pk: int
    number: str
    title: str
    kind: str
    state: str
    urgency: str
    type: str | None
    occasion: str | None
    place: str
    holder: str | None
    opened_at: datetime
    warn_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    version: int
    late: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of a list shows, in the reader's language."""

    pk: int
    number: str
    version: int
    title: str
    app: str
    """Whose page it has."""
    code: str
    """Of which kind it is, by its name in `FLOWS`."""
    kind: str
    type: str
    """Empty for a kind of matter without types."""
    urgency: str
    """Empty where it is the ordinary one."""
    place: str
    holder: str
    """Empty where nobody has it in hand."""
    state: str
    tone: str
    marks: list[tuple[str, str]]
    """What sets it apart, whatever its state: words and tone."""
    opened_at: datetime
    closed_at: datetime | None
    lamp: Lamp | None
    """None without a deadline."""
    unread: bool
    """Whether others did something to it since the reader opened it."""

    @property
    def url(self) -> str:
        """The address of its page."""
        return page_of(self.app, self.number)


def rows_of(ids: Sequence[int], user: User | None, at: datetime) -> list[Row]:
    """The rows of these matters in their order; what the user may see is asked before.

    Without a user nobody is told what is unread: a file has no reader yet.
    """
    if not ids:
        return []
    found = _reading(user.pk if user else None).ask(ids)
    rows = {row.pk: row for row in _rows((Read(*values) for values in found), at)}
    return [rows[pk] for pk in ids if pk in rows]


@lru_cache(maxsize=1_000)
def _reading(user_id: int | None) -> Columns:
    """What stands in the lines of some matters, for one reader; composed once for each."""
    unread = is_unread(user_id) if user_id else Value(False)
    read = Matter.objects.annotate(late=_is_late(), unread=unread).values_list(*READ)
    return Columns(lambda keys: read.filter(pk__in=keys))


def put_before_somebody() -> Exists:
    """Whether a clock of a matter in a queryset is late by far, and was put before somebody."""
    return Exists(Deadline.objects.flagged().filter(matter=OuterRef("pk")))


def _is_late() -> Coalesce:
    """The same for the lines of one page.

    PostgreSQL would read all that are late anywhere for an EXISTS; this it looks up line by line.
    """
    flagged = Deadline.objects.flagged().filter(matter=OuterRef("pk"))
    return Coalesce(Subquery(flagged.order_by().values(yes=Value(True))[:1]), False)


def marks(*, late: bool, occasion: str | None) -> list[tuple[str, str]]:
    """What sets a matter apart, whatever its state: words and tone."""
    found = []
    if late:
        found.append((_("Late by far"), "bad"))
    if occasion:
        found.append((_("Before anybody complained"), "active"))
    return found


def _rows(found: Iterator[Read], at: datetime) -> Iterator[Row]:
    types = {value: str(label) for value, label in Type.choices}
    urgencies = {value: str(label) for value, label in Urgency.choices} | {Urgency.ORDINARY: ""}
    kind = cache(lambda code: str(FLOWS[code].label))
    state = cache(lambda code, state: str(FLOWS[code].states(state).label))
    for read in found:
        flow = FLOWS[read.kind]
        yield Row(
            pk=read.pk,
            number=read.number,
            version=read.version,
            title=EVERYBODY.text(read.title),
            app=flow.app,
            code=read.kind,
            kind=kind(read.kind),
            type=types[read.type] if read.type else kind(read.kind),
            urgency=urgencies[read.urgency],
            place=read.place,
            holder=read.holder or "",
            state=state(read.kind, read.state),
            tone=flow.tone(read.state, ended=read.closed_at is not None),
            marks=marks(late=read.late, occasion=read.occasion),
            opened_at=read.opened_at,
            closed_at=read.closed_at,
            lamp=lamp(read.due_at, at, warn_at=read.warn_at) if read.due_at else None,
            unread=read.unread,
        )
