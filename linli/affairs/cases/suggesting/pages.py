"""What the pages about suggestions show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.affairs.cases.alike import Candidate, said_before
from linli.affairs.cases.models import Case, Category, Decided, State
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.suggesting.accuracy import Accuracy
from linli.affairs.cases.suggesting.reading import About, Read, known, read
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_of
from linli.matters.models import Urgency

RECORDS = ("cases.report_for", "cases.settle")
"""The capabilities by which somebody enters what others said, or what they found."""

LEAST_CHARACTERS = 6
"""Of a text; fewer say nothing yet."""

MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Understood:
    """What is read in words that have not been recorded yet."""

    read: Read
    alike: list[Candidate]
    category: str | None
    place: str


def understood(data: Mapping[str, Any], user: User, at: datetime) -> Understood | None:
    """What is read in the words of a form that somebody of the staff fills in, if in any."""
    text = str(data.get("text") or "").strip()[:MOST_CHARACTERS]
    if len(text) < LEAST_CHARACTERS:
        return None
    place = known(str(data.get("place") or ""), at)
    found = read(text, place, at, explain=True)
    return Understood(
        read=found,
        alike=said_before(text, place or found.place_filled_in, None, user, at),
        category=chosen(data, found),
        place=place,
    )


def chosen(data: Mapping[str, Any], found: Read) -> str | None:
    """The category that is chosen so far; "" where none of those offered, None where nothing is.

    What a person has chosen stays; what was filled in before gives way to what is read now.
    """
    if data.get("category"):
        return str(data["category"])
    if "guess" in data and data["guess"] != data.get("filled"):
        return str(data["guess"])
    return found.filled_in or None


@dataclass(frozen=True, slots=True)
class Choice:
    """A category that a report can be accepted as by one button, with the urgency it asks for."""

    about: About
    urgency: str
    urgency_label: str


@dataclass(frozen=True, slots=True)
class ForTriage:
    """What is read in a case that waits for triage, to be accepted by one button each."""

    read: Read
    choices: list[Choice]


def for_triage(case: Case, at: datetime) -> ForTriage | None:
    """What is suggested to whoever decides about a report, with reasons."""
    if case.state != State.REPORTED:
        return None
    found = read(case.text, case.place_id, at, title=case.title, explain=True)
    pack = pack_of(case.rule_pack_id).section(CasesPack)
    return ForTriage(found, [_choice(about, case, pack) for about in found.abouts])


def _choice(about: About, case: Case, pack: CasesPack) -> Choice:
    urgency = pack.category([about.code, about.code[:2]]).urgency or case.urgency
    return Choice(about, urgency, str(Urgency(urgency).label))


def by_month(found: Accuracy) -> dict[str, Any]:
    """The course of the figures, as columns and rows of a chart."""
    return {
        "columns": [
            _("Month"),
            _("The first was right"),
            _("Among the three"),
            _("Left to a person"),
        ],
        "rows": [
            (
                f"{month:%Y-%m}",
                *(
                    "–" if value is None else f"{value:.1f}"
                    for value in (tally.first_share, tally.among_share, tally.asked_share)
                ),
            )
            for month, tally in found.months
        ],
    }


@dataclass(frozen=True, slots=True)
class Row:
    """A decision with the names of its categories."""

    decided: Decided
    case: Case
    suggested: str
    chosen: str


def named(rows: list[Decided]) -> list[Row]:
    """The decisions of a page with the names of categories; one query."""
    codes = {code for row in rows for code in (row.code, *row.suggested.offered[:1])}
    names = dict(Category.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        Row(
            row,
            row.suggested.case,
            names.get(first, "") if (first := next(iter(row.suggested.offered), "")) else "",
            names.get(row.code, row.code),
        )
        for row in rows
    ]
