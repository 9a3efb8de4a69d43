"""How long items, tasks and refusals are kept. No resident is named in one: nobody gets a copy."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.admission import actions, flow
from linli.affairs.admission.models import Admission, Refusal, Task
from linli.affairs.admission.queries import find
from linli.ground.privacy.registry import Kind, keep


def _ends(model: Any, label: str | Promise) -> Kind:
    return Kind(
        name=model._meta.label_lower,
        label=label,
        purpose="requests",
        limit="matters",
        since="closed_at",
        counted=_("closing"),
        what=_("De-identified: number, kind, units, days, hours, money and outcome stay"),
        rows=lambda: model.objects.filter(closed_at__isnull=False, archived_at=None),
        erase=actions.archive_matters,
        find=find,
    )


keep(
    _ends(Admission, flow.items.label),
    _ends(Task, flow.tasks.label),
    _ends(Refusal, flow.refusals.label),
)
