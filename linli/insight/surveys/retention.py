"""How long it is known who was drawn for a survey, and what a resident is given of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.ground.people.models import Resident
from linli.ground.privacy.actions import erase_old
from linli.ground.privacy.registry import Kind, keep, tells
from linli.insight.surveys.actions import forget_seeds
from linli.insight.surveys.models import Invitee, Survey

keep(
    Kind(
        name="surveys.invitee",
        label=_("Who was drawn for a survey"),
        purpose="surveys",
        limit="surveys",
        since="ended_on",
        counted=_("the end of the survey"),
        rows=lambda: Invitee.objects.annotate(ended_on=F("survey__closes_on")),
        erase=erase_old,
    ),
    Kind(
        name="surveys.seed",
        label=_("The seed with which the sample of a survey was drawn"),
        purpose="surveys",
        limit="surveys",
        since="closes_on",
        counted=_("the end of the survey"),
        rows=lambda: Survey.objects.exclude(seed=""),
        erase=forget_seeds,
        what=_("Cleared"),
    ),
)


@tells("surveys", _("Surveys for which you were drawn"))
def invitations_of(resident: Resident, at: datetime) -> list[dict[str, Any]]:
    """The surveys for which a resident was drawn. What they answered nobody knows."""
    rows = resident.invitations.select_related("survey").order_by("pk")
    return [
        {"title": row.survey.title, "until": row.survey.closes_on, "answered": row.answered}
        for row in rows
    ]
