"""How figures are told: numbers, per cent, times; changes; a dash where there is nothing."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from linli.insight.measures.registry import MEASURES
from linli.matters.measuring import Measure, Unit

register = template.Library()

NOTHING = "—"

HOUR, DAY = 3_600, 86_400


@register.filter
def told(value: float | None, code: str) -> str:
    """A value of a measure, as a person reads it."""
    if value is None:
        return NOTHING
    unit = MEASURES[code].unit
    if unit == Unit.RATE:
        return f"{value:.1f}%"
    if unit == Unit.HOURS:
        return _("%(count)s h") % {"count": f"{value:.0f}"}
    return _lasting(value) if unit == Unit.SECONDS else f"{value:.0f}"


@register.filter
def counts_for(value: float, measure: Measure) -> str:
    """What one that is counted counts for: told like the figure; of a plain rate, yes or no."""
    if measure.unit == Unit.RATE and measure.whole == 1:
        return _("Yes") if value else _("No")
    return told(value, measure.code)


@register.filter
def changed(value: float | None, code: str) -> str:
    """A change of a measure: per cent, of rates percentage points."""
    if value is None:
        return NOTHING
    if MEASURES[code].unit == Unit.RATE:
        return _("%(points)s pp") % {"points": f"{value:+.1f}"}
    return f"{value:+.1f}%"


def _lasting(seconds: float) -> str:
    if seconds >= 2 * DAY:
        return _("%(count)s d") % {"count": f"{seconds / DAY:.1f}"}
    if seconds >= HOUR:
        return _("%(count)s h") % {"count": f"{seconds / HOUR:.1f}"}
    return _("%(count)s min") % {"count": f"{seconds / 60:.0f}"}
