"""What happens to the organisation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

UNIT_MADE = Event("org.unit", _("Unit set up"))
USER_MADE = Event("org.user", _("User set up"))
DUTY_GRANTED = Event("org.grant", _("Duty granted"))
DUTY_ENDED = Event("org.end_duty", _("Duty ended"))
SESSION_OPENED = Event("org.open_session", _("Staff session opened"))
SESSION_CLOSED = Event("org.close_session", _("Staff session closed"))
TOKEN_ISSUED = Event("org.token", _("Token issued"))
TOKEN_REVOKED = Event("org.revoke", _("Token revoked"))
