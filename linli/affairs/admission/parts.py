"""How far each community is with its part of a task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.admission.models import Acceptance, Refusal, Report
from linli.matters.models import Deadline, Participation
from linli.matters.rules import Attempt

STANDINGS = {
    "asked": (_("To be done"), "waiting"),
    "late": (_("Late"), "bad"),
    "reported": (_("Reported, to be looked at"), "active"),
    "accepted": (pgettext_lazy("part", "Accepted"), "ended"),
    "returned": (_("Returned"), "bad"),
    "refused": (pgettext_lazy("part", "Refused"), "bad"),
    "released": (_("Released from it"), "ended"),
}
"""Where a part stands, in words, and the tone of its badge."""


@dataclass(frozen=True, slots=True)
class Part:
    """One community's part: what was asked, its clock, what it reported, what was said to it."""

    part: Participation
    deadline: Deadline | None
    hours: int | None
    acceptance: Acceptance | None
    refused: bool

    @property
    def standing(self) -> str:
        """The code of where it stands."""
        if self.part.released_at:
            return "refused" if self.refused else "released"
        if self.acceptance:
            return "accepted" if self.acceptance.accepted else "returned"
        if self.part.answered_at:
            return "reported"
        return "late" if self.deadline and self.deadline.missed_at else "asked"

    @property
    def label(self) -> str:
        """Where it stands, in the reader's language."""
        return str(STANDINGS[self.standing][0])

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return STANDINGS[self.standing][1]


def parts(attempt: Attempt, deadlines: Iterable[Deadline]) -> list[Part]:
    """The parts of a task, in the order in which the communities were asked."""
    keys = [part.pk for part in attempt.participations]
    clocks = {each.participation_id: each for each in deadlines if each.participation_id}
    hours = dict(Report.objects.filter(part__in=keys).values_list("part_id", "hours"))
    judged = Acceptance.objects.select_related("by").in_bulk(keys)
    refusals = Refusal.objects.filter(refused_task=attempt.matter.pk)
    refused = set(refusals.values_list("community_id", flat=True))
    return [
        Part(
            part,
            clocks.get(part.pk),
            hours.get(part.pk),
            judged.get(part.pk),
            part.unit_id in refused,
        )
        for part in attempt.participations
    ]


def to_judge(attempt: Attempt) -> list[Participation]:
    """The parts that were reported and neither accepted nor returned yet."""
    reported = [part for part in attempt.participations if part.answered_at]
    if not reported:
        return []
    judged = Acceptance.objects.filter(part__in=reported).values_list("part_id", flat=True)
    known = set(judged)
    return [part for part in reported if part.pk not in known]
