"""Cases as those who group and count them see them: people, place and time, nothing personal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from linli.affairs.cases.models import Case, State
from linli.ground.places.models import under
from linli.insight.hotspots.pack import TopicRules
from linli.matters.models import Seal
from linli.text import redact
from linli.text.addresses import Kind, parts
from linli.text.events import Message

NAMELESS = "nobody"


def person(reporter_id: int | None, place_id: str, opened_at: datetime) -> str:
    """A mark that tells people apart, so that people are counted and not posts.

    Whoever gave no name counts once a place and day: nobody makes a topic alone, and where
    nobody gives a name there are topics all the same.
    """
    if reporter_id is not None:
        return str(reporter_id)
    return f"{NAMELESS} {place_id} {timezone.localdate(opened_at)}"


def heard(district: str, rules: TopicRules, at: datetime) -> list[Message]:
    """What residents of a district reported in the last days, the newest where it is too much.

    Not what the staff began themselves (未诉先办), nor what was withdrawn, sealed or de-identified.
    """
    since = at - timedelta(days=rules.days)
    told = Case.objects.filter(under(district, "place_id"), opened_at__range=(since, at))
    told = told.filter(occasion="", archived_at=None).exclude(state=State.WITHDRAWN)
    told = told.exclude(pk__in=Seal.objects.standing().values("matter"))
    columns = ("pk", "title", "text", "opened_at", "reporter_id", "place_id")
    rows = told.order_by("-opened_at", "-pk").values_list(*columns)[: rules.most_cases]
    return [_message(*row) for row in rows]


def _message(
    pk: int, title: str, text: str, at: datetime, reporter_id: int | None, place_id: str
) -> Message:
    estates = (part.name for part in parts(text) if part.kind is Kind.ESTATE)
    return Message(
        key=pk,
        text=redact.cleared(text),
        title=redact.cleared(title),
        at=at,
        person=person(reporter_id, place_id, at),
        place=place_id,
        estates=tuple(dict.fromkeys(estates)),
    )


Voice = tuple[int, int | None, str, datetime]
"""The key of a case, its reporter, its place and its moment."""


def silent(voices: Iterable[Voice]) -> list[Message]:
    """Messages without words, for counting."""
    return [
        Message(key=pk, text="", at=at, person=person(reporter, place, at), place=place)
        for pk, reporter, place, at in voices
    ]
