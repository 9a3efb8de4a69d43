"""How long requests about data are kept, and what a resident is given of theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.affairs.datarights import actions
from linli.affairs.datarights.models import DataRequest
from linli.ground.people.models import Resident
from linli.ground.privacy.registry import Kind, keep, tells

keep(
    Kind(
        name="datarights.request",
        label=_("Requests about data"),
        purpose="requests",
        limit="matters",
        since="closed_at",
        counted=_("the answer"),
        what=_("De-identified"),
        rows=lambda: DataRequest.objects.filter(closed_at__isnull=False, archived_at=None),
        erase=actions.archive_requests,
    )
)


@tells("requests", _("Requests about my data"))
def requests_of(resident: Resident, at: datetime) -> list[dict[str, Any]]:
    """What a resident asked about their data, and what the answer was."""
    return [
        {
            "number": row.number,
            "title": row.get_right_display(),
            "text": row.text,
            "state": row.state_label,
            "opened": row.opened_at,
            "closed": row.closed_at,
            "told to you": [row.answer] if row.answer else [],
        }
        for row in resident.data_requests.order_by("opened_at")
    ]
