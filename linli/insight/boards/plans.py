"""What stands on which board: each figure and each chart answers a question of its reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.ground.places.codes import Level

LINE, BAR, ROWS, STACK = "line", "bar", "rows", "stack"
"""How a chart is drawn: a course, upright bars, bars that lie, and bars of parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A chart with its table: measures of one unit, told apart by one dimension.

    `most`: only so many lines, those with the most first; a list of work, never of rates.
    """

    key: str
    title: str | Promise
    by: str
    measures: tuple[str, ...]
    kind: str = BAR
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A board: what it answers, its figures, its charts, and its lists (lists.py)."""

    name: str
    title: str | Promise
    question: str | Promise
    figures: tuple[str, ...]
    parts: tuple[Part, ...]
    lists: tuple[str, ...] = ()


COURSE = Part(
    key="course",
    title=_("Received and settled, month by month"),
    by="month",
    measures=("received", "settled"),
    kind=LINE,
)
CONTENT = Part(
    key="content",
    title=_("The three rates, month by month"),
    by="month",
    measures=("response_rate", "resolution_rate", "satisfaction_rate"),
    kind=LINE,
)
ABOUT = Part(
    key="about",
    title=_("What it is about"),
    by="category",
    measures=("received",),
    kind=ROWS,
    most=15,
)
SPEED = Part(
    key="speed",
    title=_("How long it takes, month by month"),
    by="month",
    measures=("settle_time_median", "settle_time_p90"),
    kind=LINE,
)
BELOW = Part(
    key="below",
    title=_("In hand, place by place"),
    by="place",
    measures=("received", "open", "overdue"),
)
AROUND = Part(
    key="around",
    title=_("Received and settled, place by place"),
    by="place",
    measures=("received", "settled"),
)
IN_TIME = Part(
    key="in_time",
    title=_("Handled in time, place by place"),
    by="place",
    measures=("on_time_handle",),
)
SETTLED_AT = Part(
    key="settled_at",
    title=_("At which level it was settled, month by month"),
    by="month",
    measures=tuple(f"settled_at_{at}" for at in ("grid", "community", "street", "department")),
    kind=STACK,
)
LATE = Part(
    key="late",
    title=_("Who has overdue cases in hand"),
    by="unit",
    measures=("overdue", "open"),
    kind=ROWS,
    most=15,
)

BASIC = (
    *("received", "settled", "open", "overdue", "on_time_handle", "settle_time_median"),
    *("resolution_rate", "satisfaction_rate"),
)

COMMUNITY = Plan(
    name="community",
    title=_("Board of the community"),
    question=_("What is in hand here, what is late, and are people content?"),
    figures=BASIC,
    parts=(COURSE, BELOW, ABOUT, SPEED, SETTLED_AT, CONTENT),
    lists=("late", "rising"),
)
STREET = Plan(
    name="street",
    title=_("Board of the street"),
    question=_("Who is late, what is rising, and who was called?"),
    figures=(*BASIC, "reopened", "whistles_blown"),
    parts=(LATE, BELOW, IN_TIME, COURSE, ABOUT, CONTENT),
    lists=("late", "rising", "called"),
)
DISTRICT = Plan(
    name="district",
    title=_("Board of the district"),
    question=_("Where does it get stuck, what is rising, and are people content?"),
    figures=(*BASIC, "composite_rate", "whistles_blown"),
    parts=(BELOW, LATE, IN_TIME, COURSE, ABOUT, SETTLED_AT, CONTENT),
    lists=("late", "rising", "called"),
)
UNIT = Plan(
    name="unit",
    title=_("Board of the unit"),
    question=_("What do we hold, what is late, and from where does it come?"),
    figures=(
        *("received", "settled", "open", "overdue", "on_time_sign", "on_time_handle"),
        *("settle_time_median", "returned"),
    ),
    parts=(COURSE, BELOW, ABOUT, SPEED),
    lists=("late", "called"),
)
OPEN = Plan(
    name="open",
    title=_("Open board"),
    question=_("What was reported around here, and how fast is it settled?"),
    figures=(
        *("received", "settled", "settle_time_median", "settle_time_p90", "on_time_handle"),
        *("resolution_rate", "satisfaction_rate"),
    ),
    parts=(COURSE, ABOUT, SPEED, AROUND),
)

BY_LEVEL = {
    Level.DISTRICT: DISTRICT,
    Level.STREET: STREET,
    Level.COMMUNITY: COMMUNITY,
    Level.GRID: COMMUNITY,
}
"""The board of a place; that of a unit is UNIT."""
