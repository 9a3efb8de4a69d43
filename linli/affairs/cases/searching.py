"""How cases are searched: their words, where a user's cases lie, and the phone of the reporter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.expressions import RawSQL

from linli.affairs.cases.events import REPORTED, SETTLED_ON_THE_SPOT
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, Result
from linli.affairs.cases.queries import earlier_cases
from linli.affairs.cases.rules import scope
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.questions import Columns
from linli.matters.models import Comment, Participation
from linli.matters.search.actions import index
from linli.matters.search.registry import Searched, Texts, register

ASKED = Columns(
    lambda keys: Participation.objects.filter(matter__in=keys).values_list(
        "matter", "unit", "task", "answer"
    )
)

WRITTEN = Columns(
    lambda keys: Case.objects.filter(pk__in=keys).values_list(
        "pk", "title", "address", "place__name", "text"
    )
)


def texts(ids: list[int]) -> dict[int, Texts]:
    """The words of these cases, without what reporters said when rating: it is confidential."""
    said: dict[int, list[str]] = defaultdict(list)
    internal: dict[int, list[str]] = defaultdict(list)
    for pk, audience, text, _at in SAID.ask(ids):
        (internal if audience == Comment.Audience.INTERNAL else said)[pk].append(text)
    units: dict[int, set[int]] = defaultdict(set)
    for pk, unit, task, answer in ASKED.ask(ids):
        units[pk].add(unit)
        internal[pk] += [task, answer]
    return {
        pk: Texts(
            title=title,
            address=f"{address}\n{place}",
            text="\n".join([text, *said[pk]]),
            internal="\n".join(internal[pk]),
            units=units[pk],
        )
        for pk, title, address, place, text in WRITTEN.ask(ids)
    }


def _said(keys: RawSQL) -> QuerySet[Any, Any]:
    """Comments and results, with who reads them, in their order."""
    comments = Comment.objects.filter(matter__in=keys).order_by()
    results = Result.objects.filter(case__in=keys).order_by()
    told = Value(Comment.Audience.REPORTER.value, output_field=CharField())
    rows = comments.values_list("matter", "audience", "text", "at").union(
        results.values_list("case", told, "text", "at"), all=True
    )
    return rows.order_by("at")


SAID = Columns(_said)


def of_phone(phone: str, user: User, at: datetime) -> list[int]:
    """The newest cases of whoever has this phone, as far as the user may learn whose they are."""
    return [case.pk for case in earlier_cases(phone, user, at)]


register("case", Searched(texts=texts, scope=scope, of_phone=of_phone))


@on(REPORTED, SETTLED_ON_THE_SPOT, *flow.events.values())
def index_the_words(entries: Sequence[Entry]) -> None:
    """Bring the index entries of the cases up to date."""
    index(sorted({int(entry.about_id) for entry in entries}))
