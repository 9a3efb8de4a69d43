"""How long messages and codes are kept, and what a resident is given of theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.ground.notices import actions
from linli.ground.notices.kinds import Audience
from linli.ground.notices.models import Message, Notification, OneTimeCode
from linli.ground.people.models import Resident
from linli.ground.privacy.registry import Kind, keep, tells

keep(
    Kind(
        name="notices.message",
        label=_("Messages"),
        purpose="requests",
        limit="messages",
        since="created_at",
        counted=_("sending"),
        rows=lambda: Message.objects.all(),
        erase=actions.erase_messages,
    ),
    Kind(
        name="notices.notification",
        label=_("What people were told"),
        purpose="requests",
        limit="messages",
        since="at",
        counted=_("sending"),
        rows=lambda: Notification.objects.all(),
        erase=actions.erase_notifications,
    ),
    Kind(
        name="notices.code",
        label=_("One-time codes"),
        purpose="sign_in",
        limit="codes",
        since="created_at",
        counted=_("sending"),
        rows=lambda: OneTimeCode.objects.all(),
        erase=actions.erase_codes,
    ),
)


@tells("messages", _("Messages sent to you"))
def messages_to(resident: Resident, at: datetime) -> list[dict[str, Any]]:
    """What was sent to a resident's phone."""
    sent = Message.objects.filter(address_hash=resident.phone_hash or b"")
    sent = sent.filter(audience=Audience.RESIDENT).order_by("created_at")
    return [{"at": row.created_at, "text": row.text.open()} for row in sent]
