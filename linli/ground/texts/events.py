"""What happens to standard texts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

WRITTEN = Event("texts.write", _("Standard text written"))
CHANGED = Event("texts.change", _("Standard text changed"))
ENDED = Event("texts.end", _("Standard text ended"))
