"""What people do with their notices: seeing them, and saying how they want them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from linli.ground.journal.actions import publish
from linli.ground.notices import events
from linli.ground.notices.kinds import NOTICES
from linli.ground.notices.models import Notification, Preference
from linli.ground.org.models import User


class NotRefusable(ValueError):
    """The law wants people to be told of this."""


def mark_read(notices: models.QuerySet[Notification], *, by: User, at: datetime) -> int:
    """Note that one has seen these notices, as far as they are one's own; how many were new."""
    own = Notification.objects.to(by).unread().filter(pk__in=notices.values("pk"))
    return own.update(read_at=at)


@transaction.atomic
def set_preference(
    *,
    language: str,
    channel: str,
    few: bool,
    refused: Sequence[str],
    by: User,
    at: datetime,
    email: str | None = None,
    wecom: str | None = None,
    phone: str | None = None,
) -> Preference:
    """Keep how somebody wants to be told; the addresses are for staff (None: as it was).

    Raises NotRefusable.
    """
    for code in refused:
        if code not in NOTICES or not NOTICES[code].refusable:
            raise NotRefusable(code)
    resident = by.resident if by.kind == User.Kind.RESIDENT else None
    owner = {"resident": resident} if resident else {"user": by}
    chosen: dict[str, Any] = {
        "language": language,
        "channel": channel,
        "few": few,
        "refused": sorted(refused),
    }
    addresses = {"email": email, "wecom": wecom, "phone": phone}
    kept = {name: value.strip() for name, value in addresses.items() if value is not None}
    preference, _made = Preference.objects.update_or_create(
        **owner, defaults={**chosen, **kept, "changed_at": at}
    )
    publish(events.PREFERENCE_SET, about=preference, by=by, at=at, **chosen)
    return preference
