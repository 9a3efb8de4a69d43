"""A warning at the start of the program when the table of holidays ends too soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.utils import timezone

from linli.ground.worktime.calendar import ZONE, years_covered

# The State Council gives notice of the next year's days off around the start of November:
# before that nobody could do anything about the warning.
_notice_month = 11


def holidays_known(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[checks.CheckMessage]:
    """linli.worktime.W001 for this year, and from November on for the next, when not known."""
    return warnings_for(missing_years(timezone.localdate(timezone=ZONE)))


def missing_years(on: date) -> list[int]:
    """The years that should be known on this day and are not."""
    needed = [on.year, on.year + 1] if on.month >= _notice_month else [on.year]
    return [year for year in needed if year not in years_covered()]


def warnings_for(years: Sequence[int]) -> list[checks.CheckMessage]:
    """One warning for each of these years."""
    return [
        checks.Warning(
            f"The holidays and make-up working days of {year} are not known: "
            "deadlines are reckoned with a plain five-day week.",
            hint="Upgrade the package chinesecalendar (see linli/ground/worktime/README.md).",
            id="linli.worktime.W001",
        )
        for year in years
    ]
