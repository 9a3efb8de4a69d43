"""What is told of a request about data; the answer itself is read signed in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

RECEIVED = Notice(
    "datarights.received",
    Audience.RESIDENT,
    label=_("My request about my data was received"),
    line=_("Request %(number)s about your data was received"),
    text=_(
        "Linli: we received your request %(number)s about your data. It is answered by %(day)s."
        " Sign in with this phone and read it under “My data”. %(link)s"
    ),
)
ANSWERED = Notice(
    "datarights.answered",
    Audience.RESIDENT,
    label=_("My request about my data was answered"),
    line=_("Request %(number)s about your data was answered"),
    text=_(
        "Linli: your request %(number)s about your data was answered. Sign in with this phone and"
        " read the answer under “My data”. %(link)s"
    ),
)
TO_ANSWER = Notice(
    "datarights.to_answer",
    Audience.STAFF,
    label=_("A request about data to answer"),
    line=_("Request about data %(number)s is to be answered by %(day)s"),
    digest=True,
)
WITHDRAWN = Notice(
    "datarights.withdrawn",
    Audience.STAFF,
    label=_("A request about data was withdrawn"),
    line=_("Request about data %(number)s was withdrawn"),
    refusable=True,
    digest=True,
)
NEAR = Notice(
    "datarights.near",
    Audience.STAFF,
    label=_("The answer to a request about data is near its deadline or late"),
    line=_("Request about data %(number)s: look at its deadline, %(day)s"),
)
