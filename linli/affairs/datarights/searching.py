"""How requests about data are searched, by those whose duty it is to answer them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.affairs.datarights.events import ASKED
from linli.affairs.datarights.flow import flow
from linli.affairs.datarights.models import DataRequest
from linli.affairs.datarights.rules import HANDLE, visible_to
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.people.models import phone_hash
from linli.matters.scopes import Scope
from linli.matters.search.actions import index
from linli.matters.search.registry import Searched, Texts, register


def texts(ids: list[int]) -> dict[int, Texts]:
    """The words of these requests and of their answers."""
    rows = DataRequest.objects.filter(pk__in=ids)
    found = rows.values_list("pk", "title", "place__name", "text", "answer")
    return {
        pk: Texts(title=title, address=place, text=f"{text}\n{answer}")
        for pk, title, place, text, answer in found
    }


def scope(user: User, at: datetime) -> Scope:
    """Where the requests lie that somebody of the staff answers."""
    return Scope(areas=frozenset(duty.unit.place_id for duty in user.duties_with(HANDLE, at)))


def of_phone(phone: str, user: User, at: datetime) -> list[int]:
    """The requests of whoever has this phone; who answers them knows whose they are."""
    asked = DataRequest.objects.filter(visible_to(user, at), resident__phone_hash=phone_hash(phone))
    return list(asked.order_by("-pk").values_list("pk", flat=True)[:10])


register("datarequest", Searched(texts=texts, scope=scope, of_phone=of_phone))


@on(ASKED, *flow.events.values())
def index_the_words(entries: Sequence[Entry]) -> None:
    """Bring the index entries of the requests up to date."""
    index(sorted({int(entry.about_id) for entry in entries}))
