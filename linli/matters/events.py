"""What can happen to any matter, besides the moves of its flow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

COMMENTED = Event("matters.comment", _("Comment"))
MENTIONED = Event("matters.mention", _("Colleagues mentioned"))
ATTACHED = Event("matters.attach", _("Attachment added"))
WARNED = Event("matters.warn", _("A deadline is near"))
MISSED = Event("matters.miss", _("A deadline has passed"))
ESCALATED = Event("matters.escalate", _("Put before those above"))
CLAIMED = Event("matters.claim", _("Taken on"))
RELEASED = Event("matters.release", _("Given back to the unit"))
MADE_PUBLIC = Event("matters.publish_photo", _("A copy of a photo was made for the public"))
WITHDRAWN = Event("matters.withdraw_photo", _("The public copy of a photo was withdrawn"))
FOUND_HARMFUL = Event("matters.refuse_file", _("A file was refused by the scan"))
