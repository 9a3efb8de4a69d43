"""What others may listen to, besides the moves of the flow (`flow.events`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

BEGUN = Event("supervision.begin", _("Supervision begun"))
SUGGESTED = Event("supervision.suggest", _("A step of supervision is suggested"))
RAISED = Event("supervision.suggest_more", _("A further step is suggested"))
TAKEN_UP = Event("supervision.take_up", _("Suggestion taken up"))
PUT_OFF = Event("supervision.put_off", _("Suggestion put off"))
DECLINED = Event("supervision.decline", _("Suggestion declined"))
LAPSED = Event("supervision.lapse", _("Suggestion lapsed"))
BACK = Event("supervision.come_back", _("Suggestion is back"))
DRAFTED = Event("supervision.draft_bulletin", _("Bulletin drawn up"))
DISCARDED = Event("supervision.discard_bulletin", _("Draft of a bulletin discarded"))
PUBLISHED = Event("supervision.publish_bulletin", _("Bulletin published"))
