"""What people are told of supervision: in working hours, several things together in one message."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

SUGGESTED = Notice(
    "supervision.suggested",
    Audience.STAFF,
    label=_("A step of supervision is suggested"),
    line=_("A step is suggested against %(unit)s over %(number)s: please decide"),
    digest=True,
)
DEMANDED = Notice(
    "supervision.demanded",
    Audience.STAFF,
    label=_("Something is demanded of my unit"),
    line=_("Supervision %(number)s: answer by %(day)s"),
    digest=True,
)
ANSWERED = Notice(
    "supervision.answered",
    Audience.STAFF,
    label=_("A unit has answered what I demanded"),
    line=_("Supervision %(number)s: %(unit)s has answered"),
    digest=True,
)
OBJECTED = Notice(
    "supervision.objected",
    Audience.STAFF,
    label=_("An objection to judge"),
    line=_("Supervision %(number)s: %(unit)s objects"),
    digest=True,
)
DISMISSED = Notice(
    "supervision.dismissed",
    Audience.STAFF,
    label=_("My unit's objection was dismissed"),
    line=_("Supervision %(number)s: the objection was dismissed"),
    digest=True,
)
ENDED = Notice(
    "supervision.ended",
    Audience.STAFF,
    label=_("The supervision of my unit has ended"),
    line=_("Supervision %(number)s has ended"),
    digest=True,
)
