"""Where a value of a working comes from: kept as a code with its numbers, worded when shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SOURCES = {
    "few_cases": _("Too few cases to tell a figure."),
    "not_entered": _("Nothing was entered."),
    "few_raters": _("Too few residents, or too few ordinary ones, have rated."),
    "few_answers": _("Too few answered, or the survey is not over."),
    "answers": _("%(good)s of %(answers)s answers"),
    "entered": "%(evidence)s",
    "rated": _("%(evidence)s (%(raters)s rated)"),
}
"""What is said of a value, by the code that is kept in the working."""


def worded(source: Mapping[str, Any] | str) -> str:
    """The source of a value in the language of the reader; empty of a figure.

    Editions from before there were codes keep the words in which they were reckoned.
    """
    if isinstance(source, str):
        return source
    if not source:
        return ""
    return str(SOURCES[source["code"]]) % source
