"""What happens to the organisation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

UNIT_MADE = Event("org.unit", _("Unit set up"))
PHONE_SET = Event("org.phone", _("Phone of the unit changed"), public=frozenset({"phone"}))
USER_MADE = Event("org.user", _("User set up"))
PASSWORD_SET = Event("org.password", _("New password given"))
USER_BLOCKED = Event("org.block", _("User blocked"))
USER_ADMITTED = Event("org.admit", _("User admitted again"))
DUTY_GRANTED = Event("org.grant", _("Duty granted"))
DUTY_ENDED = Event("org.end_duty", _("Duty ended"))
SESSION_OPENED = Event("org.open_session", _("Staff session opened"))
SESSION_CLOSED = Event("org.close_session", _("Staff session closed"))
TOKEN_ISSUED = Event("org.token", _("Token issued"))
TOKEN_ROTATED = Event("org.rotate", _("Token replaced"))
TOKEN_REVOKED = Event("org.revoke", _("Token revoked"))
