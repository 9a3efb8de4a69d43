"""How long it is kept through which door a rating came, and which ratings were looked at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.privacy.actions import erase_old
from linli.ground.privacy.registry import Kind, keep
from linli.insight.solicited.actions import erase_findings
from linli.insight.solicited.models import Door, Finding

keep(
    Kind(
        name="solicited.door",
        label=_("From which device and address range ratings came (digests)"),
        purpose="ratings",
        limit="ratings",
        since="at",
        counted=_("the rating"),
        rows=lambda: Door.objects.all(),
        erase=erase_old,
    ),
    Kind(
        name="solicited.finding",
        label=_("Ratings that came together, and what came of looking at them"),
        purpose="ratings",
        limit="findings",
        since="last_at",
        counted=_("the last of the ratings"),
        rows=lambda: Finding.objects.all(),
        erase=erase_findings,
    ),
)
