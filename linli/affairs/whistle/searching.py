"""How whistles are searched: their words, and where a user's whistles lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from linli.affairs.whistle.events import PREPARED, PROPOSED
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import Plan, Whistle
from linli.affairs.whistle.rules import scope
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.matters.models import Comment, Participation
from linli.matters.search.actions import index
from linli.matters.search.registry import Searched, Texts, register


def texts(ids: list[int]) -> dict[int, Texts]:
    """The words of these whistles; all of them are the staff's own."""
    internal: dict[int, list[str]] = defaultdict(list)
    units: dict[int, set[int]] = defaultdict(set)
    for pk, text in Comment.objects.filter(matter__in=ids).values_list("matter", "text"):
        internal[pk].append(text)
    for pk, text in Plan.objects.filter(whistle__in=ids).values_list("whistle", "text"):
        internal[pk].append(text)
    asked = Participation.objects.filter(matter__in=ids)
    for pk, unit, task, answer in asked.values_list("matter", "unit", "task", "answer"):
        units[pk].add(unit)
        internal[pk] += [task, answer]
    columns = ("pk", "title", "address", "place__name", "text", "answer")
    found = Whistle.objects.filter(pk__in=ids).values_list(*columns)
    return {
        pk: Texts(
            title=title,
            address=f"{address}\n{place}",
            internal="\n".join([text, answer, *internal[pk]]),
            units=units[pk],
        )
        for pk, title, address, place, text, answer in found
    }


def of_phone(phone: str, user: User, at: datetime) -> list[int]:
    """None: no whistle is a resident's."""
    return []


register("whistle", Searched(texts=texts, scope=scope, of_phone=of_phone))


@on(PROPOSED, PREPARED, *flow.events.values())
def index_the_words(entries: Sequence[Entry]) -> None:
    """Bring the index entries of the whistles up to date."""
    index(sorted({int(entry.about_id) for entry in entries}))
