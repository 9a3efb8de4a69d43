"""How items, tasks and refusals are searched, by those who see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from linli.affairs.admission import flow
from linli.affairs.admission.events import DRAFTED, HANDED_OUT, REFUSED
from linli.affairs.admission.models import Admission, Refusal, Task
from linli.affairs.admission.rules import item_scope, refusal_scope, task_scope
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.matters.models import Participation
from linli.matters.search.actions import index
from linli.matters.search.registry import Searched, Texts, register


def _texts(rows: QuerySet[Any], ids: list[int], *words: str) -> dict[int, Texts]:
    """The words in these columns, and the units that were asked."""
    asked: dict[int, set[int]] = defaultdict(set)
    parts = Participation.objects.filter(matter__in=ids)
    for pk, unit in parts.values_list("matter_id", "unit_id"):
        asked[pk].add(unit)
    found = rows.filter(pk__in=ids).values_list("pk", "title", "place__name", *words)
    return {
        pk: Texts(title=title, address=place, text="\n".join(said), units=sorted(asked[pk]))
        for pk, title, place, *said in found
    }


def item_texts(ids: list[int]) -> dict[int, Texts]:
    """The words of applications and items."""
    return _texts(Admission.objects.all(), ids, "content", "basis", "department__name")


def task_texts(ids: list[int]) -> dict[int, Texts]:
    """The words of tasks."""
    return _texts(Task.objects.all(), ids, "content", "evidence", "unit__name")


def refusal_texts(ids: list[int]) -> dict[int, Texts]:
    """The words of refusals and of what was decided."""
    return _texts(Refusal.objects.all(), ids, "text", "ruling", "department__name")


register("admission", Searched(texts=item_texts, scope=item_scope))
register("task", Searched(texts=task_texts, scope=task_scope))
register("refusal", Searched(texts=refusal_texts, scope=refusal_scope))


@on(
    DRAFTED,
    HANDED_OUT,
    REFUSED,
    *(event for each in (flow.items, flow.tasks, flow.refusals) for event in each.events.values()),
)
def index_the_words(entries: Sequence[Entry]) -> None:
    """Bring the index entries up to date."""
    index(sorted({int(entry.about_id) for entry in entries}))
