"""Which cases may be the same matter as another: the one place that says so.

How likely two reports are about one matter, `linli.text.similar` says from their words, places and
moments; here is said who may know of which case, and what speaks for it in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Case, State
from linli.affairs.cases.queries import COMMUNITY_DIGITS, open_to_neighbours, visible_cases
from linli.affairs.cases.suggesting import said
from linli.affairs.cases.suggesting.reading import rules_at
from linli.ground.org.models import User
from linli.ground.places.codes import community_of
from linli.ground.places.models import under
from linli.text.similar import Match, Report

LOOKED_AT = 30
"""The likeliest cases, of which those are shown that somebody may see."""

NEAR = 10
KIND_DIGITS = 4
"""Of the category: two that share so many are of one kind."""

READ_WITH = ("place", "category")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be the same matter, and what speaks for it."""

    case: Case
    probability: float
    days: int
    """Between the two reports; negative where the other came later."""
    reasons: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    """Words that both use."""
    metres: int | None = None
    can_lead: bool = False
    """Whether the case can go into this one, which must still be open."""

    @property
    def why(self) -> str:
        """What speaks for it, as the reason of a merge."""
        return _(", ").join(self.reasons)


def merge_candidates(case: Case, user: User, at: datetime) -> list[Candidate]:
    """Cases, as far as the user sees them, that may be the same matter; the likeliest first."""
    asked = said.report_of(case.text, case.opened_at, case.place_id, case.point, case.title)
    seen = visible_cases(user, at).exclude(merged_into=case)
    found = _among(seen, asked, case.place_id, at, but=case.pk)
    told = [_told(other, match, case, asked.at) for other, match in found]
    return _said_so(case, seen, told)


def said_before(
    text: str, place_code: str, point: tuple[float, float] | None, user: User, at: datetime
) -> list[Candidate]:
    """The same for what somebody of the staff is about to record."""
    asked = said.report_of(text, at, place_code, point)
    found = _among(visible_cases(user, at), asked, place_code, at)
    return [_told(other, match, None, at) for other, match in found]


def neighbours(text: str, place_code: str, at: datetime) -> list[Candidate]:
    """Open cases near by of which somebody who reports may be asked whether theirs is the same.

    Without what speaks for it: the words are a neighbour's. Nor is the point compared from which
    somebody asks: who asked from several would learn where the other case lies. Whether a single
    case may be shown to the public at all is for whoever shows it to say.
    """
    asked = said.report_of(text, at, place_code, None)
    found = _among(open_to_neighbours(place_code, at), asked, place_code, at)
    return [
        Candidate(other, match.probability, _days(at, other), can_lead=True)
        for other, match in found
    ]


def near(case: Case, user: User, at: datetime) -> QuerySet[Case]:
    """Cases of the same kind in the same community, as far as the user sees them; newest first.

    Opened within so many days of this one as the rule pack takes two reports for one matter.
    """
    days = timedelta(days=rules_at(case.place_id, at).same_days)
    alike = visible_cases(user, at).filter(
        under(case.place_id[:COMMUNITY_DIGITS], "place_id"),
        category__code__startswith=_kind(case),
        opened_at__range=(case.opened_at - days, case.opened_at + days),
        archived_at=None,
    )
    others = alike.exclude(pk=case.pk).exclude(state__in=(State.MERGED, State.WITHDRAWN))
    found = others.select_related("place", "holder").defer("place__polygon")
    return found.order_by("-opened_at", "-pk")[:NEAR]


def _among(
    cases: QuerySet[Case], asked: Report, place_code: str, at: datetime, but: int | None = None
) -> list[tuple[Case, Match]]:
    """The likeliest of these cases that are open or recent; the database has the last word."""
    rules = rules_at(place_code, at)
    matches = said.find(asked, most=LOOKED_AT, least=rules.same, but=but)
    if not matches:
        return []
    near = timedelta(days=rules.same_days)
    recent = Q(closed_at=None) | Q(opened_at__range=(asked.at - near, asked.at + near))
    found = cases.filter(recent, pk__in=[match.key for match in matches], archived_at=None)
    found = found.exclude(state__in=(State.MERGED, State.WITHDRAWN))
    known = found.select_related(*READ_WITH).defer("place__polygon").in_bulk()
    shown = [(known[match.key], match) for match in matches if match.key in known]
    return shown[: rules.same_most]


def _said_so(case: Case, seen: QuerySet[Case], told: list[Candidate]) -> list[Candidate]:
    """The candidates, before all others the case that whoever entered this one named."""
    if case.duplicate_of_id is None:
        return told
    reasons = [_("named by whoever entered it")]
    for each in told:
        if each.case.pk == case.duplicate_of_id:
            others = [other for other in told if other is not each]
            return [replace(each, reasons=[*reasons, *each.reasons]), *others]
    named = seen.filter(pk=case.duplicate_of_id).exclude(state=State.MERGED)
    found = named.select_related(*READ_WITH).defer("place__polygon")
    return [
        *(
            Candidate(
                other, 1.0, _days(case.opened_at, other), reasons, can_lead=other.closed_at is None
            )
            for other in found
        ),
        *told,
    ]


def _told(other: Case, match: Match, case: Case | None, moment: datetime) -> Candidate:
    return Candidate(
        case=other,
        probability=match.probability,
        days=_days(moment, other),
        reasons=list(_reasons(other, match, case)),
        shared=list(match.words),
        metres=_metres(match),
        can_lead=other.closed_at is None,
    )


def _reasons(other: Case, match: Match, case: Case | None) -> list[str]:
    if case is None:
        return [_("same words")]
    same_kind = case.category_id and _kind(other) == _kind(case)
    same_reporter = case.reporter_id and other.reporter_id == case.reporter_id
    told = (
        (bool(match.words) or match.likeness > 0, _("same words")),
        (bool(same_kind), _("same kind")),
        (community_of(other.place_id) == community_of(case.place_id), _("same place")),
        (bool(same_reporter), _("same reporter")),
    )
    return [words for holds, words in told if holds]


def _kind(case: Case) -> str:
    return (case.category_id or "")[:KIND_DIGITS]


def _days(moment: datetime, other: Case) -> int:
    """By the calendar: yesterday evening is not the same day."""
    return (timezone.localdate(moment) - timezone.localdate(other.opened_at)).days


def _metres(match: Match) -> int | None:
    return None if match.metres is None else round(match.metres)
