"""What the lines of the dispatch catalogue did: how much they sent, and what came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case as Case_
from django.db.models import Count, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from linli.affairs.cases.models import Case, Dispatch, DispatchRule
from linli.affairs.cases.pack import CasesPack, ReturnedRules
from linli.affairs.cases.queries import begin_of, month, visible_cases
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import units_with
from linli.ground.rulepacks.queries import pack_for

SENT, RETURNED, ELSEWHERE, OVERRULED = "sent", "returned", "elsewhere", "overruled"
SHOWN = {
    SENT: Q(as_suggested=True),
    RETURNED: Q(as_suggested=True, back=True),
    ELSEWHERE: Q(as_suggested=True, after__isnull=False, stays=False),
    OVERRULED: Q(as_suggested=False),
}
"""What may be asked for of a line; `after` is the unit of the next dispatch of the case."""


@dataclass(slots=True)
class Lesson:
    """What a line did in the last months, in the cases that the reader may see.

    `sent` by it, of these `returned`, and to which units these went then (`elsewhere`);
    `overruled`: it named a unit and somebody chose another.
    """

    rules: ReturnedRules
    sent: int = 0
    returned: int = 0
    overruled: int = 0
    after: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    elsewhere: list[tuple[Unit, int]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Per cent of what it sent that came back."""
        return 100 * self.returned / self.sent if self.sent else 0.0

    @property
    def gone(self) -> int:
        """How many of those that came back went to another unit."""
        return sum(count for _unit, count in self.elsewhere)

    @property
    def to_be_changed(self) -> bool:
        """Whether so much came back, of a large enough sample, that the line is in doubt."""
        return self.sent >= self.rules.sample and self.share >= self.rules.share

    @property
    def is_empty(self) -> bool:
        """Whether it has sent nothing and nobody has overruled it."""
        return not self.sent and not self.overruled


def lessons(rules: Sequence[DispatchRule], user: User, at: datetime) -> dict[int, Lesson]:
    """By key, what each of these lines of one district did; two queries."""
    if not rules:
        return {}
    pack = returned_rules(rules[0], at)
    told = {rule.pk: Lesson(pack) for rule in rules}
    sent: Any = _dispatches(told, _since(pack, at), user, at).order_by()
    groups = sent.values_list("rule", "back", "after", "stays", "as_suggested")
    for rule, back, after, stays, as_suggested, count in groups.annotate(Count("pk")):
        lesson = told[rule]
        if not as_suggested:
            lesson.overruled += count
            continue
        lesson.sent += count
        lesson.returned += count if back else 0
        if after and not stays:
            lesson.after[after] += count
    return _with_units(told)


def _with_units(told: dict[int, Lesson]) -> dict[int, Lesson]:
    units = units_with({key for lesson in told.values() for key in lesson.after})
    for lesson in told.values():
        went = sorted(lesson.after.items(), key=lambda each: (-each[1], each[0]))
        lesson.elsewhere = [(units[key], count) for key, count in went]
    return told


def cases_of(rule: DispatchRule, show: str, user: User, at: datetime) -> models.QuerySet[Case]:
    """The cases behind a figure of a line, the newest first."""
    since = _since(returned_rules(rule, at), at)
    sent = _dispatches([rule.pk], since, user, at).filter(SHOWN[show])
    cases = visible_cases(user, at).filter(pk__in=sent.values("case"))
    return cases.select_related("place", "holder").defer("place__polygon").order_by("-pk")


def _dispatches(
    rules: Collection[int], since: datetime, user: User, at: datetime
) -> models.QuerySet[Dispatch]:
    """What these lines named a unit for since a moment, in cases that the user sees."""
    later = Dispatch.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk")).order_by("pk")
    seen = visible_cases(user, at).values("pk")
    named = Dispatch.objects.filter(rule__in=rules, suggested__isnull=False, case__in=seen)
    named = named.filter(at__gte=since)
    return named.annotate(
        after=Subquery(later.values("unit")[:1]),
        back=Case_(When(returned_at__isnull=False, then=True), default=False),
        stays=Case_(When(unit=Subquery(later.values("unit")[:1]), then=True), default=False),
        as_suggested=Case_(When(unit=F("suggested"), then=True), default=False),
    )


def returned_rules(rule: DispatchRule, at: datetime) -> ReturnedRules:
    """What the rule pack of a line's place says of cases that come back."""
    return pack_for(rule.place_id, timezone.localdate(at)).section(CasesPack).catalogue.returned


def _since(rules: ReturnedRules, at: datetime) -> datetime:
    return begin_of(month(timezone.localdate(at), rules.months))
