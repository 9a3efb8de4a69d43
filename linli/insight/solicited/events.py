"""What others may listen to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

CHECKED = Event("solicited.check", _("Ratings checked that came together"))
