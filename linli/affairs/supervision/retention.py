"""How long supervision is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.affairs.supervision import actions
from linli.affairs.supervision.models import Supervision
from linli.affairs.supervision.queries import find_supervision
from linli.ground.privacy.registry import Kind, keep

keep(
    Kind(
        name="supervision.supervision",
        label=_("Supervision"),
        purpose="requests",
        limit="matters",
        since="closed_at",
        counted=_("its end"),
        what=_("De-identified: units, steps, times and outcome stay"),
        rows=lambda: Supervision.objects.filter(closed_at__isnull=False, archived_at=None),
        erase=actions.archive_supervisions,
        find=find_supervision,
    )
)
