"""The warning at start-up when the table of holidays ends too soon."""

from __future__ import annotations

from datetime import date

from django.core.checks.registry import registry
from django.test import override_settings

from linli.ground.worktime.calendar import years_covered
from linli.ground.worktime.checks import holidays_known, missing_years, warnings_for

LAST = years_covered()[-1]


def test_the_check_runs_at_start_up() -> None:
    assert holidays_known in registry.get_checks()


def test_a_year_that_is_known_gives_no_warning() -> None:
    assert missing_years(date(LAST, 10, 31)) == []
    assert missing_years(date(LAST - 1, 11, 1)) == []


def test_the_next_year_is_missed_from_november_on() -> None:
    assert missing_years(date(LAST, 11, 1)) == [LAST + 1]


def test_the_current_year_is_missed_at_any_time() -> None:
    assert missing_years(date(LAST + 1, 1, 1)) == [LAST + 1]
    assert missing_years(date(LAST + 1, 12, 31)) == [LAST + 1, LAST + 2]


def test_the_warning_has_an_id_and_says_what_to_do() -> None:
    (warning,) = warnings_for([2050])
    assert warning.id == "linli.worktime.W001"
    assert "2050" in warning.msg
    assert "chinesecalendar" in (warning.hint or "")


@override_settings(SILENCED_SYSTEM_CHECKS=["linli.worktime.W001"])
def test_the_warning_can_be_silenced() -> None:
    assert all(warning.is_silenced() for warning in warnings_for([2050]))
