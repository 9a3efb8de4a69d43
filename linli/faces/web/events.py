"""What happens at the shell itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

JOURNAL_TAKEN = Event("web.journal_taken", _("Entries of the journal taken out as a file"))
