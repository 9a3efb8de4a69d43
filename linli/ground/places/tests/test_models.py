from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from linli.ground.places.codes import (
    CODE_LENGTHS,
    Level,
    NotAPlaceCode,
    ancestor_codes,
    level_of,
    successor,
)
from linli.ground.places.models import Place

codes = st.sampled_from(sorted(CODE_LENGTHS.values())).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


@given(codes, codes)
def test_the_range_under_a_code_holds_exactly_what_begins_with_it(upper, lower):
    assert (upper <= lower < successor(upper)) == lower.startswith(upper)


@given(codes)
def test_every_ancestor_begins_the_code_and_stands_one_level_higher_than_the_next(code):
    chain = [*ancestor_codes(code), code]
    assert [level_of(part) for part in chain] == list(Level)[: len(chain)]
    assert all(code.startswith(part) for part in chain)


@pytest.mark.parametrize("code", ["", "1", "99010", "9901０1", "99010a", "9" * 21])
def test_a_code_of_another_form_is_refused(code):
    with pytest.raises(NotAPlaceCode):
        level_of(code)


def test_under_gives_the_place_and_all_below_it(town):
    assert [place.code for place in Place.objects.under("990101001")] == [
        "990101001",
        "990101001001",
        "990101001002",
    ]


def test_children_are_one_level_below(town):
    assert [place.name for place in Place.objects.children_of("990101")] == ["青梧街道"]
    assert [place.name for place in Place.objects.children_of("")] == ["示范省"]


def test_ancestors_begin_with_the_province(town):
    street = Place.objects.get(code="990101001")
    assert [place.name for place in street.ancestors()] == ["示范省", "云川市", "临江新区"]
    assert street.parent_code == "990101"


def test_under_is_a_range_of_the_index_and_no_pattern(town):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Place.objects.under("990101").explain()
    assert "Index Cond" in plan
    assert "LIKE" not in plan


def test_a_place_is_in_force_from_its_first_day_until_the_day_before_its_end():
    place = Place(valid_from=date(2026, 1, 1), valid_to=date(2026, 2, 1))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1)]
    assert [place.is_in_force(day) for day in days] == [False, True, True, False]


def test_in_force_agrees_with_the_record(town):
    Place.objects.filter(code="990101001001").update(
        valid_from=date(2026, 1, 1), valid_to=date(2026, 2, 1)
    )
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 1)):
        found = Place.objects.in_force(day)
        assert list(found) == [place for place in Place.objects.all() if place.is_in_force(day)]


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "99", "name": "示范省", "level": "city"},
        {"code": "9x", "name": "示范省", "level": "province"},
        {"code": "99", "name": "", "level": "province"},
        {"code": "99", "name": "示范省", "level": "province", "longitude": 120.0},
    ],
)
def test_the_database_refuses_a_place_that_contradicts_itself(db, fields):
    with pytest.raises(IntegrityError):
        Place.objects.create(**fields)
