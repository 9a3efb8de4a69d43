"""What others may listen to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

CASE_OPENED = Event("hotspots.open_case", _("Case opened because of a hot topic"))
MARKED = Event("hotspots.mark", _("Made the topic of the month"))
UNMARKED = Event("hotspots.unmark", _("No longer the topic of the month"))
