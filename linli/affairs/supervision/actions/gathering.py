"""Gathering what speaks for a step: one suggestion for a unit and a matter, each reason once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from linli.affairs.supervision.events import LAPSED, RAISED, SUGGESTED
from linli.affairs.supervision.models import Reason, Step, Suggestion
from linli.affairs.supervision.queries import (
    Finding,
    lateness,
    rules_for,
    supervised_before,
    under_way,
)
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.matters.grounds import LASTING


def suggest_by_clocks(*, by: User, at: datetime) -> int:
    """Suggest what the lateness of clocks speaks for since the last time; how many reasons."""
    return gather(lateness(at), by=by, at=at)


@transaction.atomic
def gather(findings: Iterable[Finding], *, by: User, at: datetime) -> int:
    """Put what was found to the suggestions; how many reasons are new."""
    return sum(_note(finding, by, at) for finding in findings)


def _note(finding: Finding, by: User, at: datetime) -> bool:
    told = Reason.objects.filter(entry=finding.entry_id, when=finding.when)
    if told.exists():
        return False
    step = _step(finding, at)
    current = under_way(finding.matter.pk, finding.unit_id)
    if current and Step(current.step).rank >= step.rank:
        return False
    suggestion, made = Suggestion.objects.select_for_update().get_or_create(
        matter_id=finding.matter.pk,
        unit_id=finding.unit_id,
        outcome="",
        defaults={"step": step, "made_at": at},
    )
    if not made and told.exists():  # another worker was faster, and held the suggestion until now
        return False
    Reason.objects.create(
        suggestion=suggestion,
        ground=finding.ground,
        entry_id=finding.entry_id,
        deadline_id=finding.deadline_id,
        when=finding.when,
        at=at,
    )
    raised = not made and step.rank > Step(suggestion.step).rank
    if raised:
        # What is more pressing than what somebody let wait is before them again.
        suggestion.step, suggestion.wait_until, suggestion.note = step, None, ""
        suggestion.save()
    if made or raised:
        event = SUGGESTED if made else RAISED
        publish(event, about=suggestion, by=by, at=at, opens=made, step=step.value)
    return True


def _step(finding: Finding, at: datetime) -> Step:
    """The step of the rules, or more where the unit was supervised over the matter before."""
    if not supervised_before(finding.matter.pk, finding.unit_id):
        return finding.step
    again = Step(rules_for(finding.matter.place_id, at).suggests.again)
    return max(finding.step, again, key=lambda step: step.rank)


@transaction.atomic
def lapse(*, by: User, at: datetime) -> int:
    """End the suggestions whose reasons are gone: every clock was stopped, or the matter ended.

    Harm that was done is not gone with its matter.
    """
    reasons = Reason.objects.filter(suggestion=OuterRef("pk"))
    standing = reasons.filter(Q(deadline=None) | Q(deadline__met_at=None))
    lasting = reasons.filter(ground__in=LASTING)
    over = ~Exists(standing) | Q(matter__closed_at__isnull=False) & ~Exists(lasting)
    gone = Suggestion.objects.open().filter(over)
    rows = list(gone.select_for_update(of=("self",), skip_locked=True).order_by("pk"))
    for suggestion in rows:
        suggestion.outcome, suggestion.by, suggestion.at = Suggestion.Outcome.LAPSED, by, at
        suggestion.save()
        publish(LAPSED, about=suggestion, by=by, at=at)
    return len(rows)
