"""What others may listen to, besides the moves of the flow (`flow.events`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

ASKED = Event("datarights.ask", _("Request about data received"))
