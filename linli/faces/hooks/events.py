"""What a subscription may be about, and what happens to subscriptions themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.events import REPORTED, SETTLED_ON_THE_SPOT
from linli.affairs.cases.flow import flow
from linli.ground.journal.events import Event

SUBSCRIBED = Event("hooks.subscribe", _("Webhook set up"))
ENDED = Event("hooks.end", _("Webhook ended"))
RESENT = Event("hooks.resend", _("Webhook sent again"))

OFFERED: dict[str, Event] = {
    event.code: event for event in (REPORTED, SETTLED_ON_THE_SPOT, *flow.events.values())
}
"""By code, everything that happens to a matter and may be told outside."""
