"""How long it is kept through which door a rating came."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.privacy.actions import erase_old
from linli.ground.privacy.registry import Kind, keep
from linli.insight.solicited.models import Door

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
    )
)
