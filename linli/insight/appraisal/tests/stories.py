"""An appraisal of the streets of Lin's district, and one of the workers of a community."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from linli.ground.org.actions import add_user, grant_duty
from linli.ground.org.models import User
from linli.insight.appraisal import actions
from linli.insight.appraisal.models import Edition, Scheme, Score
from tests.cast import MONDAY, SINCE, Cast
from tests.kept import once

DISTRICT, STREET, OTHER = "990101", "990101001", "990101002"
DAY = timedelta(days=1)
LATER = MONDAY + 30 * DAY
HEARD = {"heard_on": date(2026, 5, 12), "heard": "家里有病人", "reason": "已当面谈过"}
"""What is written down of a talk."""

HUNDRED = {"worst": Decimal(0), "target": Decimal(100)}


def appraiser(cast: Cast, username: str = "su") -> User:
    """Somebody who runs appraisals in the district."""
    user = add_user(
        username=username, name="苏", kind="staff", password="", by=cast.system, at=MONDAY
    )
    unit = cast.units[DISTRICT]
    grant_duty(user=user, unit=unit, role="appraiser", valid_from=SINCE, by=cast.system, at=MONDAY)
    return user


def drafted(cast: Cast, kind: str = "street", weights: dict[str, int] | None = None) -> Scheme:
    """Lin draws up a scheme; of the streets, residents weigh sixty."""
    scheme = actions.draw_up(
        kind=kind,
        title="年度考核",
        place=cast.places[DISTRICT],
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        by=cast.lin,
        at=MONDAY,
    )
    for voice, weight in (weights or {"residents": 60, "departments": 40}).items():
        indicator = {"label": voice, "source": "entry", "voice": voice, "weight": Decimal(weight)}
        actions.add_indicator(scheme, **indicator, **HUNDRED, by=cast.lin, at=MONDAY)  # type: ignore[arg-type]
    return scheme


@once
def settled(cast: Cast) -> Scheme:
    """The scheme of the streets is settled, and a value is entered for each street."""
    scheme = drafted(cast)
    actions.settle(scheme, by=cast.lin, at=MONDAY)
    for subject, value in zip(scheme.subjects.all(), (80, 60), strict=True):
        for indicator in scheme.indicators.all():
            given = {"value": Decimal(value), "evidence": "问卷汇总表", "raters": 30}
            actions.enter(indicator, subject=subject, **given, by=cast.lin, at=MONDAY)  # type: ignore[arg-type]
    return scheme


@once
def shown(cast: Cast) -> Edition:
    """The scores are shown to the streets."""
    edition = actions.compute(settled(cast), by=cast.lin, at=MONDAY)
    actions.show(edition, by=cast.lin, at=MONDAY)
    return Edition.objects.get(pk=edition.pk)


def of_street(edition: Edition, code: str = STREET) -> Score:
    """The score of a street."""
    return edition.scores.get(subject__unit__code=code)


def of_workers(cast: Cast, value: int, raters: int = 60, ordinary: int = 50) -> Score:
    """Chen is appraised by street, colleagues and residents; the score is shown to her."""
    scheme = drafted(cast, "staff", {"street": 30, "peers": 10, "residents": 60})
    actions.add_subject(scheme, user=cast.chen, by=cast.lin, at=MONDAY)
    actions.settle(scheme, by=cast.lin, at=MONDAY)
    subject = scheme.subjects.get()
    for indicator in scheme.indicators.all():
        actions.enter(
            indicator,
            subject=subject,
            value=Decimal(value),
            evidence="评议表",
            raters=raters,
            ordinary=ordinary,
            by=cast.lin,
            at=MONDAY,
        )
    edition = actions.compute(scheme, by=cast.lin, at=MONDAY)
    actions.show(edition, by=cast.lin, at=MONDAY)
    return Score.objects.get(edition=edition)
