"""What reporters and staff are told of a case. The words name a number and a unit, nobody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

RECEIVED = Notice(
    "cases.received",
    Audience.RESIDENT,
    label=_("My report was received"),
    line=_("Report %(number)s was received"),
    text=_(
        "Linli: we received your report. Its number is %(number)s. With it and this phone you see"
        " at any time how far it is. %(link)s"
    ),
    urgent=True,  # the answer to what was sent a moment ago
)
NOT_ACCEPTED = Notice(
    "cases.not_accepted",
    Audience.RESIDENT,
    label=_("My report was not accepted"),
    line=_("Report %(number)s could not be accepted"),
    text=_(
        "Linli: your report %(number)s could not be accepted. The reason, and where you can turn"
        " instead, stand under “Follow a case”. %(link)s"
    ),
)
WITH_A_UNIT = Notice(
    "cases.with_a_unit",
    Audience.RESIDENT,
    label=_("My report was given to those in charge"),
    line=_("Report %(number)s is now with %(unit)s"),
    text=_("Linli: your report %(number)s is now with %(unit)s. %(link)s"),
    refusable=True,
    digest=True,
)
HANDLED = Notice(
    "cases.handled",
    Audience.RESIDENT,
    label=_("My report was handled"),
    line=_("Report %(number)s has been handled: is it solved?"),
    text=_(
        "Linli: your report %(number)s has been handled. Please say under “Follow a case” whether"
        " it is solved. %(link)s"
    ),
)
OPEN_AGAIN = Notice(
    "cases.open_again",
    Audience.RESIDENT,
    label=_("My report is open again"),
    line=_("Report %(number)s is open again"),
    text=_("Linli: your report %(number)s is open again, and those in charge were told. %(link)s"),
    refusable=True,
    digest=True,
)
TOGETHER = Notice(
    "cases.together",
    Audience.RESIDENT,
    label=_("My report is handled together with another"),
    line=_("Report %(number)s is handled together with another of the same matter"),
    text=_(
        "Linli: somebody reported the same as your report %(number)s. Both are handled together;"
        " with your number you see every step. %(link)s"
    ),
    digest=True,
)
BY_ITSELF = Notice(
    "cases.by_itself",
    Audience.RESIDENT,
    label=_("My report is handled by itself again"),
    line=_("Report %(number)s is handled by itself again"),
    text=_("Linli: your report %(number)s is handled by itself again. %(link)s"),
    digest=True,
)
ANSWERED = Notice(
    "cases.answered",
    Audience.RESIDENT,
    label=_("Somebody wrote to me"),
    line=_("There is a message for you about report %(number)s"),
    text=_(
        "Linli: there is a message for you about your report %(number)s. Read it under “Follow a"
        " case”. %(link)s"
    ),
    digest=True,
)

TO_TRIAGE = Notice(
    "cases.to_triage",
    Audience.STAFF,
    label=_("A new case to look at"),
    line=_("New case %(number)s at %(place)s"),
    refusable=True,
    digest=True,
)
TO_HANDLE = Notice(
    "cases.to_handle",
    Audience.STAFF,
    label=_("A case came to my unit"),
    line=_("Case %(number)s came to %(unit)s"),
    digest=True,
)
TO_DISPATCH = Notice(
    "cases.to_dispatch",
    Audience.STAFF,
    label=_("A case was given back and needs a unit"),
    line=_("Case %(number)s was given back and waits to be dispatched"),
    digest=True,
)
TO_JUDGE = Notice(
    "cases.to_judge",
    Audience.STAFF,
    label=_("A unit asks to give a case back"),
    line=_("%(unit)s asks to give case %(number)s back"),
    digest=True,
)
RETURN_REFUSED = Notice(
    "cases.return_refused",
    Audience.STAFF,
    label=_("A case stays with my unit"),
    line=_("Case %(number)s stays with %(unit)s: the return was refused"),
    digest=True,
)
TO_VERIFY = Notice(
    "cases.to_verify",
    Audience.STAFF,
    label=_("A result to check"),
    line=_("Case %(number)s is finished, to be checked"),
    refusable=True,
    digest=True,
)
TO_REDO = Notice(
    "cases.to_redo",
    Audience.STAFF,
    label=_("A case came back to be done again"),
    line=_("Case %(number)s came back to be done again"),
    digest=True,
)
REOPENED = Notice(
    "cases.reopened",
    Audience.STAFF,
    label=_("The reporter reopened a case"),
    line=_("The reporter says case %(number)s is not solved; it is with %(unit)s again"),
    digest=True,
)
ADDED = Notice(
    "cases.added",
    Audience.STAFF,
    label=_("The reporter added something"),
    line=_("The reporter added something to case %(number)s"),
    refusable=True,
    digest=True,
)
EMERGENCY = Notice(
    "cases.emergency",
    Audience.STAFF,
    label=_("An emergency came to my unit"),
    line=_("Emergency: case %(number)s came to %(unit)s"),
    urgent=True,
)

QUESTION = Notice(
    "cases.question",
    Audience.RESIDENT,
    label=_("I am asked something"),
    line=_("There is a question to you about report %(number)s"),
    text=_(
        "Linli: there is a question to you about your report %(number)s; without your answer it"
        " cannot go on well. Answer under “Follow a case”. %(link)s"
    ),
)
TO_TAKE_PART = Notice(
    "cases.to_take_part",
    Audience.STAFF,
    label=_("My unit is asked to do its part"),
    line=_("%(unit)s asks for your part in case %(number)s"),
    digest=True,
)
PART_DONE = Notice(
    "cases.part_done",
    Audience.STAFF,
    label=_("A unit has done its part"),
    line=_("A unit has reported its part in case %(number)s"),
    digest=True,
)
REMINDED = Notice(
    "cases.reminded",
    Audience.STAFF,
    label=_("My unit is reminded"),
    line=_("Reminder: case %(number)s is waited for"),
)
TO_DECIDE = Notice(
    "cases.to_decide",
    Audience.STAFF,
    label=_("A unit asks for leave"),
    line=_("%(unit)s asks for a decision on case %(number)s"),
    digest=True,
)
DECIDED = Notice(
    "cases.decided",
    Audience.STAFF,
    label=_("What my unit asked for was decided"),
    line=_("There is a decision on what was asked for case %(number)s"),
    digest=True,
)
GOES_ON = Notice(
    "cases.goes_on",
    Audience.STAFF,
    label=_("A clock runs again"),
    line=_("Case %(number)s goes on: its clock runs again"),
    digest=True,
)
LET_GO = Notice(
    "cases.let_go",
    Audience.STAFF,
    label=_("Nothing more is waited for from my unit"),
    line=_("Case %(number)s: nothing more is waited for from your unit"),
    digest=True,
)
SAID = Notice(
    "cases.said",
    Audience.STAFF,
    label=_("A unit that works on a case with mine wrote to us"),
    line=_("Case %(number)s: a word from the other unit"),
    digest=True,
)
WITHDRAWN_FOR_YOU = Notice(
    "cases.withdrawn_for_you",
    Audience.RESIDENT,
    label=_("My report was noted as withdrawn"),
    line=_("Report %(number)s was noted as withdrawn at your wish"),
    text=_(
        "Linli: your report %(number)s was noted as withdrawn at your wish. If you did not wish"
        " it, say so under “Follow a case”. %(link)s"
    ),
)
WITHDRAWN = Notice(
    "cases.withdrawn",
    Audience.STAFF,
    label=_("A reporter withdrew a case"),
    line=_("Case %(number)s was withdrawn"),
    digest=True,
)
CONTESTED = Notice(
    "cases.contested",
    Audience.STAFF,
    label=_("A reporter did not wish their case withdrawn"),
    line=_("Case %(number)s: the reporter did not wish it withdrawn, look at it anew"),
    digest=True,
)
NEAR = Notice(
    "cases.near",
    Audience.STAFF,
    label=_("A deadline is near or has passed"),
    line=_("Case %(number)s: look at its deadline"),
    digest=True,
)
LOOK_AGAIN = Notice(
    "cases.look_again",
    Audience.STAFF,
    label=_("Closed cases to look at again"),
    line=_("Closed cases of %(place)s to be looked at again by %(day)s: %(count)s"),
    refusable=True,
    digest=True,
)
LOOK_BACK_LATE = Notice(
    "cases.look_back_late",
    Audience.STAFF,
    label=_("Nobody has looked at a closed case again"),
    line=_("Case %(number)s is to be looked at again by %(day)s, and nobody has yet"),
    digest=True,
)
FLAGGED = Notice(
    "cases.flagged",
    Audience.STAFF,
    label=_("A case is put before me because it is late"),
    line=_("Case %(number)s is late by far: decide what follows"),
)
