"""What is told of admission, tasks and refusals; all of it to staff."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice


def _notice(name: str, label: str | Promise, line: str | Promise, *, digest: bool = True) -> Notice:
    return Notice(f"admission.{name}", Audience.STAFF, label=label, line=line, digest=digest)


TO_SCREEN = _notice(
    "to_screen",
    _("An application for admission came in"),
    _("Application %(number)s is to be screened"),
)
TO_OPINE = _notice(
    "to_opine",
    _("My unit is asked for its opinion on an application"),
    _("Your unit is asked for its opinion on %(number)s"),
)
TO_HEAR = _notice(
    "to_hear",
    _("My community is asked what its residents say to an item"),
    _("Ask your residents whether %(number)s should go on"),
)
TO_DECIDE = _notice(
    "to_decide",
    _("An application is ready to be decided"),
    _("Application %(number)s is before the joint review"),
)
DECIDED = _notice(
    "decided",
    _("Something was decided about an item of my unit"),
    _("There is a decision about %(number)s"),
)
MONEY_CAME = _notice(
    "money_came",
    _("Money for an item of my unit has arrived"),
    _("Money for %(number)s has arrived"),
)
TO_DO = _notice(
    "to_do",
    _("A task came to my community"),
    _("Task %(number)s is to be done"),
    digest=False,
)
TO_DO_AGAIN = _notice(
    "to_do_again",
    _("A task was returned to my community"),
    _("Task %(number)s was returned: something is missing"),
)
NOT_TO_DO = _notice(
    "not_to_do",
    _("A task need not be done any more"),
    _("Task %(number)s need not be done any more"),
)
TO_ACCEPT = _notice(
    "to_accept",
    _("A community has reported or refused a task of my unit"),
    _("Task %(number)s: a community has answered"),
)
TO_ANSWER = _notice(
    "to_answer",
    _("A community has refused what my unit asked"),
    _("Refusal %(number)s: say why it was asked"),
)
TO_JUDGE = _notice(
    "to_judge",
    _("A community has refused something"),
    _("Refusal %(number)s is to be decided"),
)
JUDGED = _notice(
    "judged",
    _("A refusal that concerns my unit was decided"),
    _("There is a decision about refusal %(number)s"),
)
