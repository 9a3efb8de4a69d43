"""What others may listen to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

CREATED = Event("appraisal.create", _("Scheme of appraisal drawn up"))
SETTLED = Event("appraisal.settle", _("Scheme of appraisal settled"))
ENTERED = Event("appraisal.enter", _("A value of an appraisal was entered"))
ADJUSTED = Event("appraisal.adjust", _("Points were added to a score, or taken off"))
COMPUTED = Event("appraisal.compute", _("Scores reckoned"))
SHOWN = Event("appraisal.show", _("Scores shown to those who are appraised"))
OBJECTED = Event("appraisal.object", _("A score was objected to"))
JUDGED = Event("appraisal.judge", _("An objection to a score was judged"))
PUBLISHED = Event("appraisal.publish", _("Scores published"))
APPEALED = Event("appraisal.appeal", _("The decision of a review was appealed against"))
APPEAL_JUDGED = Event("appraisal.appeal_judge", _("An appeal against a review was judged"))
REVIEW_OPENED = Event("appraisal.review", _("A review with a worker was opened"))
REVIEW_DECIDED = Event("appraisal.decide", _("A review with a worker was decided"))
