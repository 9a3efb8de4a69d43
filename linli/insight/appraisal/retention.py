"""How long it is known what workers came to when they were appraised."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.ground.privacy.registry import Kind, keep
from linli.insight.appraisal import actions
from linli.insight.appraisal.models import Subject

keep(
    Kind(
        name="appraisal.worker",
        label=_("Appraisal of a worker: values, score, objection, review, appeal"),
        purpose="staff_appraisal",
        limit="appraisals",
        since="ended_on",
        counted=_("the last day of the appraisal"),
        rows=lambda: Subject.objects.exclude(user=None).annotate(ended_on=F("scheme__last")),
        erase=actions.forget_workers,
    )
)
