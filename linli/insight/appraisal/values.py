"""Where the value of an indicator comes from: a survey, a measure, or what was entered."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from linli.ground.rulepacks.queries import pack_for
from linli.insight.appraisal.measured import Counting, counted
from linli.insight.appraisal.models import Indicator, Scheme, Subject
from linli.insight.appraisal.pack import AppraisalPack
from linli.insight.appraisal.scoring import FOUR, Value
from linli.insight.measures.pack import MeasuresPack
from linli.insight.surveys.queries import estimate


def rules_at(place: str, at: datetime) -> AppraisalPack:
    """What the rule pack of a place says on the day."""
    return pack_for(place, timezone.localdate(at)).section(AppraisalPack)


def value_of(indicator: Indicator, subject: Subject, counting: Counting) -> Value:
    """What an indicator comes to for a subject, as of the moment of the counting."""
    at = counting.at
    if indicator.source == Indicator.Source.MEASURE:
        return counted(indicator, subject, counting)
    if indicator.source == Indicator.Source.ENTRY:
        return _entered(indicator, subject, at)
    return _surveyed(indicator, subject, at)


def _entered(indicator: Indicator, subject: Subject, at: datetime) -> Value:
    entry = indicator.entries.filter(subject=subject).last()
    if entry is None:
        return Value(None, source={"code": "not_entered"})
    if _needs_raters(indicator) and not _has_raters(entry.raters, entry.ordinary, indicator, at):
        return Value(None, source={"code": "few_raters"})
    if indicator.voice != Indicator.Voice.RESIDENTS:
        return Value(entry.value, source={"code": "entered", "evidence": entry.evidence})
    raters = entry.raters or 0
    source = {"code": "rated", "evidence": entry.evidence, "raters": raters}
    enough = raters >= _smallest_sample(indicator.scheme.place_id, at)
    return Value(entry.value, enough=enough, source=source)


def _smallest_sample(place: str, at: datetime) -> int:
    return pack_for(place, timezone.localdate(at)).section(MeasuresPack).smallest_sample


def _needs_raters(indicator: Indicator) -> bool:
    is_staff = indicator.scheme.kind == Scheme.Kind.STAFF
    return is_staff and indicator.voice == Indicator.Voice.RESIDENTS


def _has_raters(
    raters: int | None, ordinary: int | None, indicator: Indicator, at: datetime
) -> bool:
    rules = rules_at(indicator.scheme.place_id, at).raters
    if raters is None or ordinary is None or raters < rules.fewest:
        return False
    return 100 * ordinary >= rules.ordinary * raters


def _surveyed(indicator: Indicator, subject: Subject, at: datetime) -> Value:
    assert indicator.survey is not None
    place = subject.unit.place_id if subject.unit else indicator.scheme.place_id
    found = estimate(indicator.survey, place, at)
    if found is None:
        return Value(None, source={"code": "few_answers"})
    source = {"code": "answers", "good": found.good, "answers": found.answers}
    smallest = _smallest_sample(place, at)
    ends = _four(found.low), _four(found.high)
    return Value(_four(found.share), *ends, enough=found.answers >= smallest, source=source)


def _four(value: float) -> Decimal:
    return Decimal(str(value)).quantize(FOUR, ROUND_HALF_UP)
