"""The chain: the same on every machine, and torn by any change."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.ground.journal import chain

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DATA = st.dictionaries(WORDS, st.none() | st.booleans() | st.integers() | WORDS, max_size=4)
CONTENT = st.fixed_dictionaries(
    {
        "event": WORDS,
        "about": st.tuples(WORDS, WORDS),
        "seq": st.integers(1),
        "by": st.integers(1),
        "at": MOMENTS,
        "data": DATA,
    }
)


def test_sm3_gives_the_digest_of_the_standard():
    # GB/T 32905-2016, example 1
    assert chain.sm3(b"abc").hex() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_an_entry_is_written_the_same_way_on_every_machine():
    content = chain.canonical(
        event="cases.dispatch",
        about=("matters.matter", "42"),
        seq=3,
        by=7,
        at=datetime(2026, 5, 11, 9, tzinfo=timezone(timedelta(hours=8))),
        data={"unit": 5, "按": "é"},
    )
    assert content.decode() == (
        '["cases.dispatch","matters.matter","42",3,7,"2026-05-11T01:00:00.000000+00:00",'
        '{"unit":5,"按":"é"}]'
    )


@given(CONTENT)
def test_content_is_json_that_gives_the_content_back(content):
    event, kind, key, seq, by, at, data = json.loads(chain.canonical(**content))
    assert (event, (kind, key), seq, by, data) == (
        content["event"],
        content["about"],
        content["seq"],
        content["by"],
        content["data"],
    )
    assert datetime.fromisoformat(at) == content["at"]


@given(CONTENT, CONTENT)
def test_two_contents_are_written_alike_only_if_they_are_the_same(one, other):
    assume(one != other)
    assert chain.canonical(**one) != chain.canonical(**other)


@given(CONTENT, st.integers(-720, 840).map(lambda m: timezone(timedelta(minutes=m))))
def test_the_zone_in_which_a_moment_is_told_does_not_matter(content, zone):
    elsewhere = content | {"at": content["at"].astimezone(zone)}
    assert chain.canonical(**elsewhere) == chain.canonical(**content)


@given(DATA)
def test_the_order_of_the_keys_does_not_matter(data):
    given = {
        "event": "a",
        "about": ("b", "c"),
        "seq": 1,
        "by": 1,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    backwards = dict(reversed(data.items()))
    assert chain.canonical(**given, data=data) == chain.canonical(**given, data=backwards)


@given(st.binary(min_size=1, max_size=80), st.data())
def test_a_digest_depends_on_every_bit_and_on_all_that_went_before(content, data):
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    first = chain.link(chain.START, content)
    assert len(first) == 32
    assert chain.link(chain.START, bytes(changed)) != first
    assert chain.link(first, content) != first


def test_a_root_depends_on_the_order_and_on_the_number():
    a, b = chain.sm3(b"a"), chain.sm3(b"b")
    assert len({chain.root(each) for each in ([], [a], [a, b], [b, a], [a, b, b])}) == 5


@pytest.mark.parametrize("data", [{"a": 1}, {"a": "1"}, {"a": True}, {"a": [1]}, {}])
def test_values_of_different_kinds_are_different(data):
    kinds = [{"a": 1}, {"a": "1"}, {"a": True}, {"a": [1]}, {}]
    given = {
        "event": "a",
        "about": ("b", "c"),
        "seq": 1,
        "by": 1,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    same = [
        k for k in kinds if chain.canonical(**given, data=k) == chain.canonical(**given, data=data)
    ]
    assert same == [data]
