"""One pack over another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.ground.rulepacks.merging import is_pack_place, levels_of, merge, merge_all, values

# Packs of one schema: a key is a block in all of them or a value in all of them.
LEAVES = st.one_of(
    st.none(), st.integers(), st.text(max_size=3), st.lists(st.integers(), max_size=2)
)
INNER = st.dictionaries(st.sampled_from(["p", "q", "r"]), LEAVES)
PACKS = st.fixed_dictionaries(
    {}, optional={"a": INNER, "b": INNER, "c": LEAVES, "d": st.fixed_dictionaries({"x": INNER})}
)


@given(PACKS, PACKS, PACKS)
def test_levels_may_be_merged_from_either_end(low, middle, high):
    assert merge(merge(low, middle), high) == merge(low, merge(middle, high))


@given(PACKS)
def test_an_empty_pack_changes_nothing(pack):
    assert merge(pack, {}) == pack == merge({}, pack)


@given(PACKS, PACKS)
def test_merging_leaves_both_packs_as_they_were(low, high):
    before = repr((low, high))
    merge(low, high)
    assert repr((low, high)) == before


@given(st.lists(PACKS, max_size=4))
def test_every_value_stands_in_the_pack_that_is_said_to_set_it(packs):
    layers = list(enumerate(packs))
    merged = merge_all(packs)
    for value in values(layers):
        body, own = merged, packs[value.source]
        for key in value.path:
            body, own = body[key], own[key]
        assert body == own == value.value


def test_blocks_are_merged_and_lists_replaced():
    low = {"limits": {"serve": "1 hour", "refund": "5 working days"}, "kinds": ["green", "black"]}
    high = {"limits": {"serve": "2 hours"}, "kinds": ["white"]}
    assert merge(low, high) == {
        "limits": {"serve": "2 hours", "refund": "5 working days"},
        "kinds": ["white"],
    }


def test_the_innermost_pack_sets_the_value():
    found = values([("default", {"a": {"b": 1, "c": 2}}), ("99", {"a": {"b": 1}})])
    assert [(value.key, value.source) for value in found] == [("a.b", "99"), ("a.c", "default")]


@pytest.mark.parametrize(
    ("code", "levels"),
    [
        ("", ("",)),
        ("99", ("", "99")),
        ("990101", ("", "99", "9901", "990101")),
        ("990101001001001", ("", "99", "9901", "990101")),
    ],
)
def test_a_place_has_the_packs_of_its_district_city_and_province(code, levels):
    assert levels_of(code) == levels


@pytest.mark.parametrize("code", ["9", "990101001", "99010a", "９９", "-1"])
def test_no_pack_belongs_to_a_street_or_to_no_place(code):
    assert not is_pack_place(code)
