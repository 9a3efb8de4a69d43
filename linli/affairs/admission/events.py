"""What others may listen to, besides the moves of the flows (`flow.events`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

DRAFTED = Event("admission.draft", _("Application drafted"))
HANDED_OUT = Event("admission.hand_out", _("Task handed out"))
REFUSED = Event("admission.refuse", _("Refused by the community"))
LIST_PUBLISHED = Event("admission.publish_list", _("List published"))
