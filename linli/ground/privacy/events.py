"""What happens to personal data at its end. No entry holds the data itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

ERASED = Event("privacy.erased", _("Records whose time was over were erased"))
DEIDENTIFIED = Event("privacy.deidentified", _("De-identified: its time was over"))
RESIDENT_ERASED = Event("privacy.resident_erased", _("A resident's data was erased"))
HELD = Event("privacy.held", _("Kept from being erased"))
HOLD_LIFTED = Event("privacy.hold_lifted", _("No longer kept from being erased"))
FORGOTTEN = Event("privacy.forgotten", _("Deleted at the resident's request what may be deleted"))
INCIDENT = Event("privacy.incident", _("An incident with personal data was recorded"))
INCIDENT_STEP = Event("privacy.incident_step", _("A step in an incident was recorded"))
INCIDENT_CLOSED = Event("privacy.incident_closed", _("An incident was closed"))
ASSESSED = Event("privacy.assessed", _("An impact assessment was recorded"))
COPIED = Event("privacy.copied", _("The resident was given a copy of their data"))
