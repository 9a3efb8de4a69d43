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
REVIEW = Notice(
    "appraisal.review",
    Audience.STAFF,
    label=_("Somebody will talk with me about a score of mine"),
    line=_("%(title)s: somebody will talk with you; you are heard before anything is decided"),
    digest=True,
)

REVIEWED = Notice(
    "appraisal.reviewed",
    Audience.STAFF,
    label=_("What came of a talk about a score of mine"),
    line=_("%(title)s: what came of the talk is written down"),
    digest=True,
)

ANSWERED = Notice(
    "appraisal.answered",
    Audience.STAFF,
    label=_("My objection to a score was judged"),
    line=_("%(title)s: your objection was judged"),
    digest=True,
)

APPEAL = Notice(
    "appraisal.appeal",
    Audience.STAFF,
    label=_("An appeal against a review is to be judged"),
    line=_("%(who)s appeals against a review: please judge"),
    digest=True,
)

APPEAL_ANSWERED = Notice(
    "appraisal.appeal_answered",
    Audience.STAFF,
    label=_("My appeal against a review was judged"),
    line=_("%(title)s: your appeal was judged"),
    digest=True,
)

NOBODY_JUDGES = Notice(
    "appraisal.nobody_judges",
    Audience.STAFF,
    label=_("Nobody is there who may judge what is said in an appraisal"),
    line=_("%(title)s: nobody is there who may judge what is said; give somebody the duty"),
    digest=True,
)
