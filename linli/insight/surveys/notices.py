"""What residents are told of a survey."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

INVITATION = Notice(
    "surveys.invitation",
    Audience.RESIDENT,
    label=_("I was drawn for a survey"),
    line=_("You were drawn for a short survey"),
    text=_(
        "Linli: you were drawn by lot for a short survey, open until %(day)s. Answers are"
        " anonymous, and you need not take part. %(link)s"
    ),
    refusable=True,
    digest=True,
)
