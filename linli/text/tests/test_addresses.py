"""Parts of addresses: found by their patterns, and never in ordinary words."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.text.addresses import Kind, parts
from linli.text.locate import PlaceNames

places = PlaceNames(
    [
        *(("99", "示范省"), ("9901", "云川市"), ("990101", "临江新区")),
        *(("990101001", "青梧街道"), ("990101001001", "桂花里社区")),
    ]
)


def named(text: str) -> list[tuple[str, str]]:
    return [(part.kind.value, part.name) for part in parts(text)]


def test_an_address_falls_into_its_parts():
    assert named("住在青梧里小区12栋2单元501室") == [
        ("estate", "青梧里小区"),
        ("building", "12"),
        ("unit", "2"),
        ("room", "501"),
    ]


def test_chinese_and_full_width_numbers_are_the_same_as_digits():
    assert named("梧桐苑十二栋") == named("梧桐苑１２栋") == named("梧桐苑12号楼")
    assert named("望溪路一百零八号") == [("road", "望溪路"), ("number", "108")]
    assert named("梧桐苑二三栋")[1] == ("building", "23")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("反映望溪东路堵车", "望溪东路"),
        ("从望溪大道往西走", "望溪大道"),
        ("我们住在桐荫巷里面", "桐荫巷"),
        ("请问107国道什么时候修", None),
        ("青梧里小区门前的望溪一路", "望溪一路"),
    ],
)
def test_a_road_is_known_by_what_its_name_ends_in(text, name):
    roads = [part.name for part in parts(text) if part.kind is Kind.ROAD]
    assert roads == ([name] if name else [])


def test_a_name_with_of_in_it_is_whole_and_a_way_of_something_is_no_road():
    assert named("投诉梧桐之城小区的物业") == [("estate", "梧桐之城小区")]
    assert named("望溪路梧桐之城小区") == [("road", "望溪路"), ("estate", "梧桐之城小区")]
    assert named("漫漫维权之路") == named("解决之后小区") == []


def test_a_road_before_an_estate_is_no_part_of_its_name():
    assert named("望溪路口金梧家园3栋")[0] == ("estate", "金梧家园")
    assert named("桐荫路德馨园小区")[-1] == ("estate", "德馨园小区")
    assert named("望溪东路小区") == [("estate", "望溪东路小区")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("投诉青梧花园的物业", "青梧花园"),
        ("建议在桂语家园增设路灯", "桂语家园"),
        ("关于溪畔雅苑二期交房", "溪畔雅苑"),
        ("尊敬的领导：望溪公寓的业主请求帮助", "望溪公寓"),
        ("临江国际小区的停车位", "临江国际小区"),
    ],
)
def test_an_estate_is_known_by_what_its_name_ends_in(text, name):
    assert [part.name for part in parts(text) if part.kind is Kind.ESTATE] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我们小区的路灯不亮",
        "附近几个老旧小区都没有电梯",
        "马路上的水泥路坏了，走路不方便",
        "十字路口堵车，希望修路",
        "这条街的步行街改造",
        "等了3个多月，花了1200元",
        "请问第5号令",
        "学生宿舍没有空调",
    ],
)
def test_what_is_called_so_everywhere_is_no_name(text):
    assert named(text) == []


def test_a_known_place_is_no_road_and_begins_no_name():
    found = places.locate("青梧街道桂花里社区梧桐苑的电梯", within="9901")
    assert found.place.code == "990101001001"
    assert [(part.name, part.start) for part in found.parts] == [("梧桐苑", 9)]
    assert found.estates == ("梧桐苑",)


def test_a_short_form_may_begin_a_name():
    found = places.locate("临江新区青梧小区停水", within="9901")
    assert found.estates == ("青梧小区",)


def test_what_is_left_of_a_name_is_none():
    assert named("K9苑小区停水") == []
    assert named("走到东路再转弯") == []
    assert named("望溪东六路") == [("road", "望溪东六路")]


def test_where_a_part_stands_is_told():
    text = "梧桐苑 12栋 501室"
    assert [text[part.start : part.end] for part in parts(text)] == ["梧桐苑", "12栋", "501室"]


def test_a_room_behind_a_building_needs_no_word():
    assert named("梧桐苑3栋1204漏水") == [("estate", "梧桐苑"), ("building", "3"), ("room", "1204")]
    assert ("room", "1204") not in named("3栋1204元一个月")


def test_what_is_less_sure_says_so():
    sure, unsure = (parts(text)[0].confidence for text in ("望溪里小区停水", "梧桐苑停水"))
    assert unsure < sure < 1


@given(
    st.lists(st.sampled_from([*"青梧望溪路小区花园12栋号单元室的在，１"]), max_size=30).map("".join)
)
def test_parts_are_in_order_and_stand_where_they_say(text):
    found = parts(text)
    assert all(one.start <= two.start for one, two in itertools.pairwise(found))
    names = [part for part in found if part.kind in (Kind.ESTATE, Kind.ROAD)]
    assert all(text[part.start : part.end] == part.name or "１" in text for part in names)
    assert all(one.end <= two.start for one, two in itertools.pairwise(names))
