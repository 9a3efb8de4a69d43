"""Rates for the mix of the whole area, against numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insight.appraisal import actions
from linli.insight.appraisal.actions.drawing_up import against_settling
from linli.insight.appraisal.standardising import Part, ends, parts, standardised
from linli.insight.appraisal.tests.facts import (
    BESIDE,
    COMMUNITY,
    LAMPS,
    REST,
    closed,
    of_communities,
    reckoned,
)
from linli.insight.appraisal.tests.stories import drafted
from tests.cast import MONDAY

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


def test_its_interval_is_wider_the_further_the_mix_is_from_that_of_the_area():
    told = parts(AREA, {"01": (9, 10), "02": (15, 30)}, 5)
    # As many as 10000 ÷ (3600 ÷ 10 + 1600 ÷ 30) = 24.2: Wilson, 95 in 100.
    assert ends(told, 1) == (Decimal("54.1450"), Decimal("87.2779"))
    # With the mix of the area: as many as there are, 40; 60 in 100 (Wilson, as counted).
    same = parts(AREA, {"01": (12, 24), "02": (12, 16)}, 5)
    assert ends(same, 1) == (Decimal("44.5959"), Decimal("73.6517"))


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


@pytest.mark.parametrize(("by_mix", "ranks"), [(False, {2, 1}), (True, {1})])
def test_ranks_go_by_it_where_the_scheme_says_so(cast, by_mix, ranks):
    closed(COMMUNITY, 9, 1, topic=REST)
    closed(COMMUNITY, 15, 15, topic=LAMPS)
    closed(BESIDE, 45, 5, topic=REST)
    closed(BESIDE, 5, 5, topic=LAMPS)
    # As counted 60 and 83; with the mix of the area 74 both.
    scores = reckoned(cast, of_communities(cast, by_mix=by_mix)).scores.exclude(rank=None)
    assert set(scores.values_list("rank", flat=True)) == ranks
    for score in scores:
        kept = score.working
        assert Decimal(kept["alike_low"]) < Decimal(kept["alike"]) < Decimal(kept["alike_high"])


def test_such_a_scheme_needs_a_rate(cast):
    scheme = drafted(cast, "community")
    assert against_settling(scheme, MONDAY) == []
    scheme.by_mix = True
    assert len(against_settling(scheme, MONDAY)) == 1
    hours = {"measure": "settle_time_median", "worst": Decimal(120), "target": Decimal(72)}
    given = {"label": "用时", "source": "measure", "weight": Decimal(1), **hours}
    actions.add_indicator(scheme, **given, by=cast.lin, at=MONDAY)
    assert any("同" in words or "mix" in words for words in against_settling(scheme, MONDAY))
