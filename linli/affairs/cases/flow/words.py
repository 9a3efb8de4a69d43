"""What the predicates of the moves ask, in words for the table of who may do what."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "~complained_about": _("is not of the unit complained about"),
    "~had_a_hand": _("has not handled the case"),
    "~of_its_unit": _("is not of a unit that had the case"),
    "~has_verified": _("has not confirmed the result"),
    "~has_others": _("nobody else reported it"),
    "~is_sealed": _("it is not sealed"),
    "~last_to_answer": _("others are still to answer"),
    "~asked_it_first": _("is not of a unit that asked the first time"),
    "has_reporter": _("somebody reported it who can be asked"),
    "has_units_below": _("the unit has others below it"),
    "is_sealed": _("it is sealed"),
    "last_to_answer": _("nobody else is still to answer"),
    "nobody_to_ask": _("nobody reported it who can be asked"),
    "one_to_ask": _("one reporter is still to be asked"),
    "reporter": _("reported it"),
    "said_unsolved": _("a reporter said it is not solved"),
    "somebody_to_ask": _("a reporter is still to be asked"),
    "several_to_ask": _("several reporters are still to be asked"),
    "still_to_answer": _("reported it and has not answered yet"),
    "to_be_asked_again": _("it was drawn for a sample"),
    "to_be_looked_at": _("it was drawn to be looked at again"),
    "withdrawn_for_them": _("the staff noted that it was withdrawn"),
}
