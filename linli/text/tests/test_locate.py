from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.text.forms import Strength
from linli.text.locate import PlaceNames

NAMES = [
    ("99", "示范省"),
    ("9901", "云川市"),
    ("990101", "临江新区"),
    ("990102", "望山区"),
    ("990101001", "青梧街道"),
    ("990101002", "望溪街道"),
    ("990102001", "石桥镇"),
    ("990101001001", "桂花里社区居委会"),
    ("990101001002", "梧桐苑社区居民委员会"),
    ("990101001003", "云岭社区居委会"),
    ("990101001004", "杉云岭社区居委会"),
    ("990101002001", "溪口村村委会"),
    ("990101002002", "新城社区居委会"),
    ("990102001001", "新城社区居委会"),
    ("990102001002", "广场社区居委会"),
]
places = PlaceNames(NAMES)


def found(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(mention.matched, mention.codes) for mention in places.find(text)]


def code(text: str, within: str = "9901") -> str | None:
    return places.resolve(text, within=within).code


def test_a_mention_says_where_it_stands_in_the_text():
    text = "我家在青梧街道桂花里社区住"
    street, community = places.find(text)
    assert text[street.start : street.end] == street.matched == "青梧街道"
    assert (community.matched, community.codes, community.exact) == (
        "桂花里社区",
        ("990101001001",),
        True,
    )


@pytest.mark.parametrize(
    "name",
    ["桂花里社区", "桂花里社区居委会", "桂花里社区居民委员会", "桂花里居委会"],
)
def test_a_community_is_known_by_whatever_stands_behind_its_name(name):
    assert code(f"请{name}来看看") == "990101001001"


@pytest.mark.parametrize("name", ["溪口村", "溪口村委会", "溪口村村委会", "溪口社区"])
def test_a_village_is_known_also_after_it_became_a_community(name):
    assert code(f"{name}的路灯不亮") == "990101002001"


@pytest.mark.parametrize(
    "name", ["青梧街道", "青梧街道办", "青梧街道办事处", "青梧镇", "临江新区青梧"]
)
def test_a_street_is_known_by_its_office_and_by_what_it_was(name):
    assert code(f"{name}何时修路") == "990101001"


def test_the_longer_of_two_names_is_meant():
    assert found("杉云岭社区停水") == [("杉云岭社区", ("990101001004",))]


def test_the_end_of_an_unknown_longer_name_is_not_taken_for_exact():
    [mention] = places.find("家住黄桂花里社区")
    assert mention.strength is Strength.VARIANT
    assert not places.resolve("家住黄桂花里社区").exact


def test_a_name_at_the_very_beginning_is_exact():
    assert places.resolve("桂花里社区停水").exact


def test_a_name_of_two_communities_is_left_open():
    result = places.resolve("新城社区停水了", within="9901")
    assert (result.code, result.ambiguous) == (None, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石桥镇新城社区停水", "990102001001"),
        ("望山区的新城社区停水", "990102001001"),
        ("新城社区停水，望溪街道不管", "990101002002"),
    ],
)
def test_a_street_or_district_named_beside_it_tells_them_apart(text, expected):
    result = places.resolve(text, within="9901")
    assert (result.code, result.ambiguous) == (expected, False)


def test_two_of_the_name_and_neither_in_the_street_leave_the_street():
    result = places.resolve("青梧街道新城社区停水", within="9901")
    assert (result.code, result.ambiguous) == ("990101001", True)


def test_a_community_of_another_street_is_a_conflict_and_gives_what_holds_both():
    result = places.resolve("望溪街道桂花里社区停水", within="9901")
    assert (result.code, result.conflict, result.level) == ("990101", True, 6)


def test_a_street_of_another_district_is_a_conflict_too():
    result = places.resolve("望山区青梧街道停水", within="9901")
    assert (result.code, result.conflict) == ("9901", True)


def test_an_unknown_village_leaves_the_named_street():
    result = places.resolve("石桥镇溪口村停水", within="9901")
    assert (result.code, result.ambiguous, result.conflict) == ("990102001", True, False)


def test_two_communities_give_their_street():
    result = places.resolve("桂花里社区和梧桐苑社区之间的路坏了", within="9901")
    assert (result.code, result.ambiguous) == ("990101001", True)


def test_two_streets_and_a_community_of_one_of_them_give_the_community():
    assert code("从望溪街道到青梧街道桂花里社区不通车") == "990101001001"


@pytest.mark.parametrize(
    "text",
    ["", "青", "楼上漏水", "本社区和全村都停水", "青梧路堵车", "望溪大桥封闭", "高峰时广场上很吵"],
)
def test_where_no_place_is_named_none_is_found(text):
    assert code(text) is None


def test_a_short_form_counts_only_in_a_place_that_is_named():
    assert code("青梧那边停电") is None
    result = places.resolve("临江新区青梧那边停电", within="9901")
    assert (result.code, result.exact) == ("990101001", False)


def test_a_common_word_is_never_a_short_form():
    assert code("石桥镇广场上很吵") == "990102001"


def test_a_short_form_inside_a_name_is_not_found_again():
    assert found("青梧街道办") == [("青梧街道办", ("990101001",))]


def test_places_elsewhere_are_not_seen():
    assert code("青梧街道停水", within="990102") is None
    assert code("云川市示范省停水", within="990101") is None


def test_another_name_for_a_place_may_be_given():
    more = PlaceNames([*NAMES, ("990102", "A2区")])
    assert more.resolve("A2区新城社区停水").code == "990102001001"
    assert more.resolve("A2栋停水").code is None


def test_a_long_text_is_read_quickly_enough_and_to_its_end():
    text = "水" * 100_000 + "在桂花里社区"
    assert places.resolve(text).code == "990101001001"


names = st.sampled_from(
    [name for _code, name in NAMES] + ["的", "在", "新城", "青", "梧", "社区", "，"]
)


@given(st.lists(names, max_size=12).map("".join))
def test_mentions_are_in_order_apart_and_stand_where_they_say(text):
    mentions = places.find(text)
    assert all(text[m.start : m.end] == m.matched for m in mentions)
    assert all(one.end <= two.start for one, two in itertools.pairwise(mentions))


@given(st.lists(names, max_size=12).map("".join))
def test_what_is_meant_holds_or_is_a_place_that_was_named(text):
    result = places.resolve(text, within="9901")
    named = {code for mention in result.mentions for code in mention.codes}
    if result.code:
        assert any(code.startswith(result.code) for code in named)
        assert result.level == len(result.code)
