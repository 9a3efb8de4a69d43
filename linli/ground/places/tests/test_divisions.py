from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.ground.places import divisions
from linli.ground.places.codes import Level
from linli.ground.places.divisions import Division, UnknownDivision


def test_a_district_comes_with_those_above_and_all_below():
    found = list(divisions.read("430104"))
    assert found[:3] == [
        Division("43", "湖南省", Level.PROVINCE),
        Division("4301", "长沙市", Level.CITY),
        Division("430104", "岳麓区", Level.DISTRICT),
    ]
    assert all(division.code.startswith("430104") for division in found[3:])


def test_a_city_has_its_districts_streets_and_communities():
    levels = [division.level for division in divisions.read("4301")]
    assert levels.count(Level.DISTRICT) == 9
    assert levels.count(Level.COMMUNITY) > 1600


def test_a_city_without_districts_is_read_through_its_own_code():
    names = [division.name for division in divisions.read("441900003")]
    assert names[:4] == ["广东省", "东莞市", "东莞市", "东城街道"]


def test_the_whole_table_is_there_in_order_and_each_below_its_parent():
    counts = dict.fromkeys(Level, 0)
    seen: set[str] = set()
    for division in divisions.read():
        counts[division.level] += 1
        parent = division.code[: {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}[len(division.code)]]
        assert parent in seen or not parent
        if len(division.code) < 12:
            seen.add(division.code)
    assert list(counts.values())[:5] == [31, 342, 2978, 41352, 620573]


def test_codes_ascend():
    codes = [division.code for division in divisions.read("11")]
    assert all(before < after for before, after in pairwise(codes))


@pytest.mark.parametrize("prefix", ["99", "430199", "43010", "岳麓", "../43", "4301045", "４３"])
def test_an_unknown_prefix_is_refused(prefix):
    with pytest.raises(UnknownDivision):
        list(divisions.read(prefix))


def test_a_name_in_place_of_a_code_is_answered_with_its_code():
    with pytest.raises(UnknownDivision, match="430104 岳麓区"):
        list(divisions.read("岳麓"))


def test_a_wrong_code_is_answered_with_its_neighbours():
    close = divisions.close_to("430106")
    assert close[0].code.startswith("4301")
    assert "430104" in {division.code for division in close}


@given(
    st.lists(st.integers(1, 99), unique=True, min_size=1, max_size=5),
    st.lists(st.integers(1, 999), unique=True, min_size=1, max_size=9),
)
def test_what_is_written_is_read_again(districts, streets):
    table = [("99", "示范省"), ("9901", "云川市")]
    for district in sorted(districts):
        table.append((f"9901{district:02d}", f"{district}区"))
        table += [(f"9901{district:02d}{n:03d}", f"第 {n} 街道") for n in sorted(streets)]
    lines = divisions.encode(table).splitlines()
    assert [(found.code, found.name) for found in divisions.decode(lines)] == table
