"""Rates for the mix of the whole area, against numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from linli.insight.appraisal.standardising import Part, parts, standardised
from linli.insight.appraisal.tests.facts import (
    BESIDE,
    COMMUNITY,
    LAMPS,
    REST,
    closed,
    of_communities,
    reckoned,
)

AREA = {"01": 60, "02": 40}


def test_the_rate_is_weighed_by_the_mix_of_the_area():
    # 9 of 10 and 15 of 30: 60 in 100 as counted; with the mix 0.6 × 90 + 0.4 × 50 = 74.
    told = parts(AREA, {"01": (9, 10), "02": (15, 30)}, 5)
    assert standardised(told, 1) == Decimal(74)


def test_units_with_the_same_rates_and_another_mix_come_to_the_same():
    one = parts(AREA, {"01": (9, 10), "02": (45, 90)}, 5)
    other = parts(AREA, {"01": (81, 90), "02": (5, 10)}, 5)
    assert standardised(one, 1) == standardised(other, 1)


def test_categories_with_none_or_too_few_are_taken_together():
    area = AREA | {"03": 10, "04": 5}
    told = parts(area, {"01": (9, 10), "02": (10, 20), "03": (1, 2)}, 5)
    # The third with two, the fourth with none: two are too few, so the first joins them.
    assert told == [Part(("01", "03", "04"), 75, 12, 10), Part(("02",), 40, 20, 10)]
    # (75 × 10 ÷ 12 + 40 × 0.5) ÷ 115 = 82.5 ÷ 115
    assert standardised(told, 1) == Decimal("71.7391")


def test_a_hit_may_count_in_part():
    assert standardised(parts({"01": 10}, {"01": (80_000, 10)}, 5), 10_000) == Decimal(80)


@given(
    st.dictionaries(
        st.sampled_from(["01", "02", "03", "04"]),
        st.integers(0, 40).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))),
        min_size=1,
    ).filter(lambda own: sum(of for _hits, of in own.values()) >= 5)
)
def test_every_part_is_large_enough_and_every_case_of_the_area_weighs(own):
    area = dict.fromkeys(["01", "02", "03", "04"], 40)
    told = parts(area, own, 5)
    assert all(part.of >= 5 for part in told)
    assert sum(part.area for part in told) == 160
    assert 0 <= standardised(told, 1) <= 100


def test_an_appraisal_tells_it_beside_the_plain_rate(cast):
    closed(COMMUNITY, 9, 1, topic=REST)
    closed(COMMUNITY, 15, 15, topic=LAMPS)
    closed(BESIDE, 45, 5, topic=REST)
    closed(BESIDE, 5, 5, topic=LAMPS)
    # The area: 60 of the rest, 40 of lamps.
    edition = reckoned(cast, of_communities(cast))
    score = edition.scores.get(subject__unit__code=COMMUNITY)
    line = score.working["lines"][0]
    assert (line["value"], line["figure"]["alike"]) == ("60.0000", "74.0000")
    assert [(part["area"], part["of"]) for part in line["figure"]["parts"]] == [(60, 10), (40, 30)]
    # From 50 to 90: 10 ÷ 40 as counted, 24 ÷ 40 with the mix.
    assert (score.total, score.working["alike"]) == (Decimal(25), "60.00")
