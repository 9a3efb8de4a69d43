"""How supervision is searched: by its number, the number of its matter, and what was demanded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from linli.affairs.supervision.events import BEGUN
from linli.affairs.supervision.flow import flow
from linli.affairs.supervision.models import Demand, Supervision
from linli.affairs.supervision.rules import scope
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.matters.search.actions import index
from linli.matters.search.registry import Searched, Texts, register


def texts(ids: list[int]) -> dict[int, Texts]:
    """The words of these supervisions: what was demanded and answered is said among the staff."""
    said: dict[int, list[str]] = defaultdict(list)
    demands = Demand.objects.filter(supervision__in=ids)
    for pk, demanded, replied in demands.values_list("supervision", "text", "replies__text"):
        said[pk] += [demanded, replied or ""]
    rows = Supervision.objects.filter(pk__in=ids).values_list("pk", "title", "place__name")
    return {
        pk: Texts(title=title, address=place, internal="\n".join(said[pk]))
        for pk, title, place in rows
    }


def of_phone(phone: str, user: User, at: datetime) -> list[int]:
    """Nothing is supervised by a phone."""
    return []


register("supervision", Searched(texts=texts, scope=scope, of_phone=of_phone))


@on(BEGUN, *flow.events.values())
def index_the_words(entries: Sequence[Entry]) -> None:
    """Bring the index entries of the supervisions up to date."""
    index(sorted({int(entry.about_id) for entry in entries}))
