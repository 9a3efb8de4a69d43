"""Which cases may be the same matter as another: the one place that says so."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Case, State
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.wording import EVERYBODY
from linli.ground.org.models import User
from linli.text.words import words

WITHIN = timedelta(days=60)
"""Cases reported farther apart are not put together on a suggestion."""

LOOKED_AT = 60
"""Cases near by that are compared, the newest."""

SHOWN = 3

EARTH = 6_371_000
"""Metres."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be the same matter, and what speaks for it."""

    case: Case
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
    """Cases, as far as the user sees them, that may be the same matter; the likeliest first.

    In the same community, or of the same reporter, reported within sixty days, and of a like
    category or with words in common; open ones before those that have come to their end.
    """
    near = Q(place__code__startswith=case.place_id[:12])
    if case.reporter_id:
        near |= Q(reporter=case.reporter_id)
    span = (case.opened_at - WITHIN, case.opened_at + WITHIN)
    seen = visible_cases(user, at).filter(near, opened_at__range=span)
    seen = seen.exclude(Q(pk=case.pk) | Q(state=State.MERGED) | Q(merged_into=case))
    newest = seen.select_related("place", "category").defer("place__polygon").order_by("-pk")
    said = words(EVERYBODY.text(f"{case.title} {case.text}"))
    judged = [_judge(case, other, said) for other in newest[:LOOKED_AT]]
    likely = [(points, each) for points, each in judged if points >= ENOUGH]
    likely.sort(key=lambda pair: (-pair[0], abs(pair[1].days), pair[1].case.pk))
    return [each for _points, each in likely[:SHOWN]]


ENOUGH = 3
"""Points: a like category 2, the same third level 1, the same grid 1, the same reporter 2, one for
each shared word up to 3, still open 1."""


def _judge(case: Case, other: Case, said: list[str]) -> tuple[int, Candidate]:
    points, reasons = 0, []
    alike = False
    if case.category_id and (other.category_id or "")[:4] == case.category_id[:4]:
        points += 3 if other.category_id == case.category_id else 2
        reasons.append(_("same kind"))
        alike = True
    if other.place_id[:15] == case.place_id[:15]:
        points += 1
        reasons.append(_("same place"))
    if case.reporter_id and other.reporter_id == case.reporter_id:
        points += 2
        reasons.append(_("same reporter"))
    theirs = set(words(f"{other.title} {other.text}"))
    shared = [word for word in dict.fromkeys(said) if len(word) > 1 and word in theirs]
    if shared:
        points += min(len(shared), 3)
        reasons.append(_("same words"))
    open_ = other.closed_at is None
    apart = (case.opened_at - other.opened_at).days
    found = Candidate(other, apart, reasons, shared[:6], _metres(case, other), open_)
    # Much comes from one place or one person: only kind or words make it the same matter.
    return (points + open_ if alike or len(shared) > 1 else 0), found


def _metres(one: Case, other: Case) -> int | None:
    """How far apart the two lie, where both have a point."""
    here, there = _point(one), _point(other)
    if here is None or there is None:
        return None
    north, middle = there[1] - here[1], (here[1] + there[1]) / 2
    east = (there[0] - here[0]) * math.cos(middle)
    return round(EARTH * math.hypot(east, north))


def _point(case: Case) -> tuple[float, float] | None:
    """Longitude and latitude in radians."""
    if case.longitude is None or case.latitude is None:
        return None
    return math.radians(case.longitude), math.radians(case.latitude)
