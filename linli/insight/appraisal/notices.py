"""What those who are appraised, and those who judge, are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

SHOWN_TO_YOU = Notice(
    "appraisal.shown",
    Audience.STAFF,
    label=_("A score of mine, or of my unit, is there"),
    line=_("%(title)s: the score is there; objections until %(day)s"),
    digest=True,
)
OBJECTION = Notice(
    "appraisal.objection",
    Audience.STAFF,
    label=_("An objection to a score is to be judged"),
    line=_("%(who)s objects to a score: please judge"),
    digest=True,
)
ANSWERED = Notice(
    "appraisal.answered",
    Audience.STAFF,
    label=_("My objection to a score was judged"),
    line=_("%(title)s: your objection was judged"),
    digest=True,
)
