"""What happens around signing in. None of it says more about a person than which account it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

SIGNED_IN = Event("signin.in", _("Signed in"))
REFUSED = Event("signin.refused", _("Sign-in refused"))
LOCKED = Event("signin.locked", _("Locked after failed attempts"))
UNLOCKED = Event("signin.unlocked", _("Lock lifted"))
ENDED = Event("signin.ended", _("Sessions ended"))
PASSWORD_CHANGED = Event("signin.password", _("Own password changed"))
FACTOR_ADDED = Event("signin.factor", _("Second factor set up"))
FACTOR_REMOVED = Event("signin.factor_removed", _("Second factor removed"))
RECOVERY_MADE = Event("signin.recovery", _("Recovery codes made"))
LINKED = Event("signin.linked", _("Account elsewhere linked"))
UNLINKED = Event("signin.unlinked", _("Account elsewhere unlinked"))
