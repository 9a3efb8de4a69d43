"""What happens at the door by phone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

SIGNED_IN = Event("notices.signed_in", _("Signed in with a one-time code"))
RESENT = Event("notices.resend", _("Message sent again"))
PREFERENCE_SET = Event("notices.prefer", _("Chosen how to be told"))
