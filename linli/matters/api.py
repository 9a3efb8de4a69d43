"""Searching over the API: what is in hand, by number, words, address or phone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from linli.ground.org.models import User
from linli.ground.org.tokens import caller
from linli.matters.models import Matter
from linli.matters.queries import visible_matters
from linli.matters.search.queries import Asked, Found, search, search_phone
from linli.text.redact import redacted

router = Router(tags=["search"])


class CursorGone(ValueError):
    """The matter that the cursor names is not among what is found any more."""


class FoundOut(Schema):
    """A matter that was found."""

    kind: str
    number: str
    title: str
    state: str
    place: str = Field(alias="place_id")
    holder: str | None = Field(alias="holder.code", default=None)
    opened_at: datetime

    @staticmethod
    def resolve_title(matter: Matter) -> str:
        """Without phones, names and the like, whoever searches."""
        return redacted(matter.title)


class FoundPage(Schema):
    """One page of what was found, the best first; `next` is the cursor of the page after it."""

    items: list[FoundOut]
    next: str | None
    states: dict[str, int] = Field(description="how many were found in each state")
    cut_off: bool = Field(description="there may be older ones: narrow the question")


class Page(Schema):
    """Which page of what was found."""

    cursor: str = Field("", pattern=r"^\d{0,18}$", description="`next` of the page before")
    limit: int = Field(20, ge=1, le=100)


class Question(Page):
    """What is looked for, and what narrows it."""

    q: str = Field(min_length=1, max_length=120, description="number, words or address")
    kind: str = Field("", max_length=32)
    state: str = Field("", max_length=32)
    ended: bool | None = Field(None, description="only what has ended, or only what is in hand")
    place: str = Field("", pattern=r"^\d{0,20}$", description="only inside this place")
    opened_from: date | None = None
    opened_to: date | None = None


class PhoneQuestion(Page):
    """The phone of whoever reported; it is sent in the body, so that no log keeps it."""

    phone: str = Field(max_length=24)


@router.get("/search", response=FoundPage, summary="Search what I may see")
def search_words(request: HttpRequest, asked: Query[Question]) -> dict[str, Any]:
    """Matters of every kind by their number, words or address, best first, among 200 at most."""
    at, user = timezone.now(), caller(request, "cases.read")
    question = Asked(
        asked.q,
        asked.kind,
        asked.state,
        asked.ended,
        asked.place,
        asked.opened_from,
        asked.opened_to,
    )
    return _page(search(question, user, at), asked, user, at)


@router.post("/search/phone", response=FoundPage, summary="Search by the reporter's phone")
def search_by_phone(request: HttpRequest, asked: PhoneQuestion) -> dict[str, Any]:
    """The newest matters of whoever has this phone, where the caller may know whose they are."""
    at, user = timezone.now(), caller(request, "cases.read")
    return _page(search_phone(asked.phone, user, at), asked, user, at)


def _page(found: Found, page: Page, user: User, at: datetime) -> dict[str, Any]:
    """The rows behind the one that the cursor names, asked for once more by the rule.

    The order is the same from page to page: time takes from every match alike. Raises CursorGone.
    """
    if page.cursor and int(page.cursor) not in found.ids:
        raise CursorGone(_("What was found has changed: begin with the first page again."))
    start = found.ids.index(int(page.cursor)) + 1 if page.cursor else 0
    ids = found.ids[start : start + page.limit]
    seen = visible_matters(user, at).filter(pk__in=ids).select_related("holder")
    matters: dict[int, Matter] = {matter.pk: matter for matter in seen}
    more = start + len(ids) < len(found.ids)
    return {
        "items": [matters[pk] for pk in ids if pk in matters],
        "next": str(ids[-1]) if ids and more else None,
        "states": found.states,
        "cut_off": found.cut_off,
    }
