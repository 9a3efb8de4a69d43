"""What others may listen to. That somebody answered is no event: the journal knows who and when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

CREATED = Event("surveys.create", _("Survey drawn up"))
DRAWN = Event("surveys.draw", _("Sample of a survey drawn"))
INVITED = Event("surveys.invite", _("Sample of a survey invited"))
PUBLISHED = Event("surveys.publish", _("Results of a survey published"))
