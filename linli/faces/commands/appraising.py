"""In the demonstration, the district appraises its communities by what their cases tell."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from linli.faces.commands.cast import DISTRICT
from linli.ground.org.models import User
from linli.ground.places.models import Place
from linli.insight.appraisal import actions
from linli.insight.appraisal.models import Indicator

WEIGHED = (
    ("群众满意率", "satisfaction_rate", Indicator.Voice.RESIDENTS, 40),
    ("诉求解决率", "resolution_rate", Indicator.Voice.RESIDENTS, 30),
    ("按期办理率", "on_time_handle", Indicator.Voice.NONE, 30),
)
"""What it is called, its measure, whose word it is, and what it weighs."""

YEAR = timedelta(days=365)
"""A scheme is of a year at most."""

WORST, TARGET = Decimal(50), Decimal(95)


def appraised(*, since: date, at: datetime) -> None:
    """Lin draws up a scheme of the year up to yesterday, reckons it and shows the scores."""
    lin, yesterday = User.objects.get(username="lin"), timezone.localdate(at) - timedelta(days=1)
    scheme = actions.draw_up(
        kind="community",
        title="社区治理年度考核",
        place=Place.objects.get(code=DISTRICT),
        first=max(since, yesterday - YEAR + timedelta(days=1)),
        last=yesterday,
        by=lin,
        at=at,
    )
    for label, measure, voice, weight in WEIGHED:
        actions.add_indicator(
            scheme,
            label=label,
            source=Indicator.Source.MEASURE,
            measure=measure,
            voice=voice,
            weight=Decimal(weight),
            worst=WORST,
            target=TARGET,
            by=lin,
            at=at,
        )
    actions.settle(scheme, by=lin, at=at)
    edition = actions.compute(scheme, by=lin, at=at)
    actions.show(edition, by=lin, at=at)
