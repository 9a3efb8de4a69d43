"""What happens to residents' data. No entry holds the data itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

REVEALED = Event("people.revealed", _("Personal data was shown in full"))
ACCOUNT_OPENED = Event("people.account_opened", _("An account was opened for a resident"))
DOCUMENT_RECORDED = Event("people.document_recorded", _("An identity document was recorded"))
CORRECTED = Event("people.corrected", _("A resident's data was corrected"))
CONTACT_ADDED = Event("people.contact_added", _("A way of contact was added"))
CONTACT_REMOVED = Event("people.contact_removed", _("A way of contact was deleted"))
HOUSEHOLD_REGISTERED = Event("people.household_registered", _("A household was registered"))
MOVED_IN = Event("people.moved_in", _("A resident moved in"))
MOVED_OUT = Event("people.moved_out", _("A resident moved out"))
PURPOSE_DECLARED = Event("people.purpose_declared", _("A purpose of processing was declared"))
CONSENT_GIVEN = Event("people.consent_given", _("Consent was given"))
CONSENT_WITHDRAWN = Event("people.consent_withdrawn", _("Consent was withdrawn"))
ACCESS_ASKED = Event("people.access_asked", _("Asked to see a minor's data"))
ACCESS_DECIDED = Event("people.access_decided", _("Decided on seeing a minor's data"))
GUARDIAN_NAMED = Event("people.guardian_named", _("A guardian was named"))
KEY_RETIRED = Event("people.key_retired", _("An old key of personal data was given up"))
RESEALED = Event("people.resealed", _("Personal data was encrypted with the newest key"))
