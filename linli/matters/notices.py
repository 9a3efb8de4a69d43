"""What the ladder tells of a matter of any kind, where the kind has no words of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

NEAR = Notice(
    "matters.near",
    Audience.STAFF,
    label=_("A deadline is near or has passed"),
    line=_("%(kind)s %(number)s: look at its deadline"),
    digest=True,
)
REMINDED = Notice(
    "matters.reminded",
    Audience.STAFF,
    label=_("A reminder of what is owed"),
    line=_("%(kind)s %(number)s, %(unit)s: a reminder, a deadline has passed"),
)
FLAGGED = Notice(
    "matters.flagged",
    Audience.STAFF,
    label=_("Something is late by far"),
    line=_("%(kind)s %(number)s, %(unit)s: late by far, please decide what follows"),
)

MENTION = Notice(
    "matters.mentioned",
    Audience.STAFF,
    label=_("A colleague mentions you"),
    line=_("%(kind)s %(number)s: a colleague mentions you"),
)

BY_STEP = {"notify": NEAR, "remind": REMINDED, "flag": FLAGGED}
"""What a step of the ladder tells."""
