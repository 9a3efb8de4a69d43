"""What the staff are told of a whistle: a number, a unit and a place, never what it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice


def _staff(code: str, label: object, line: object, **more: bool) -> Notice:
    return Notice(f"whistle.{code}", Audience.STAFF, label=label, line=line, **more)  # type: ignore[arg-type]


TO_REVIEW = _staff(
    "to_review",
    _("A whistle was proposed"),
    _("Whistle %(number)s was proposed for %(place)s: take it up or answer it"),
)
TO_BLOW = _staff(
    "to_blow",
    _("A whistle waits to be blown"),
    _("Whistle %(number)s for %(place)s waits to be blown"),
)
CALLED = _staff(
    "called",
    _("My department is called by a whistle"),
    _("Whistle %(number)s calls your department to %(place)s: sign for it"),
)
CALLED_AT_ONCE = _staff(
    "called_at_once",
    _("My department is called by an emergency whistle"),
    _("EMERGENCY: whistle %(number)s calls your department to %(place)s now"),
    urgent=True,
)
HERE = _staff(
    "here",
    _("A department has reported in or finished"),
    _("Whistle %(number)s: a department has come one step further"),
    digest=True,
    refusable=True,
)
TO_JUDGE = _staff(
    "to_judge",
    _("A department objects to a whistle"),
    _("Whistle %(number)s: an objection waits to be judged"),
)
JUDGED = _staff(
    "judged",
    _("An objection of my department was judged"),
    _("Whistle %(number)s: your objection was judged"),
)
RELEASED = _staff(
    "released",
    _("My department was released from a whistle"),
    _("Whistle %(number)s: your department is released"),
)
TO_DECIDE = _staff(
    "to_decide",
    _("A whistle was brought before the district"),
    _("Whistle %(number)s for %(place)s was brought before the district"),
)
DECIDED = _staff(
    "decided",
    _("The district has decided about a whistle"),
    _("Whistle %(number)s: the district has decided"),
)
TO_CONFIRM = _staff(
    "to_confirm",
    _("The results of a whistle are to be confirmed"),
    _("Whistle %(number)s: all results are in and wait to be confirmed"),
)
TO_RATE = _staff(
    "to_rate",
    _("A whistle can be rated"),
    _("Whistle %(number)s was confirmed: rate whether it was needed and clear"),
    digest=True,
    refusable=True,
)
ANSWERED = _staff(
    "answered",
    _("What I proposed was taken up or answered"),
    _("Whistle %(number)s, which you proposed, was taken up or answered"),
)
