"""What others may listen to, besides the moves of the flow (`flow.events`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

PROPOSED = Event("whistle.propose", _("Whistle proposed"))
PREPARED = Event("whistle.prepare", _("Whistle prepared by the street"))
NOT_THERE = Event("whistle.not_there", _("A department that was called is not there"))
"""Told when the street brings a whistle before the district, of each that has not come."""
BEHIND = Event("whistle.behind", _("A whistle was proposed because of it"))
"""Told of a case, so that its page and timeline know of the whistle."""
