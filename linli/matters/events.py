"""What can happen to any matter, besides the moves of its flow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

COMMENTED = Event("matters.comment", _("Comment"))
ATTACHED = Event("matters.attach", _("Attachment added"))
WARNED = Event("matters.warn", _("A deadline is near"))
MISSED = Event("matters.miss", _("A deadline has passed"))
ESCALATED = Event("matters.escalate", _("Put before those above"))
CLAIMED = Event("matters.claim", _("Taken on"))
