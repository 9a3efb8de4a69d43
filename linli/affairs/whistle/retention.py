"""How long whistles are kept. No resident is named in one, so nobody is given a copy."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.affairs.whistle import actions
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.queries import find_whistle
from linli.ground.privacy.registry import Kind, keep

keep(
    Kind(
        name="whistle.whistle",
        label=_("Whistles"),
        purpose="requests",
        limit="matters",
        since="closed_at",
        counted=_("closing"),
        what=_("De-identified: number, kind, units, times, grades and outcome stay"),
        rows=lambda: Whistle.objects.filter(closed_at__isnull=False, archived_at=None),
        erase=actions.archive_whistles,
        find=find_whistle,
    )
)
