"""Hot topics: what belongs together, what it is called, where it is, and how hot it is."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from linli.text import events
from linli.text.events import Bounds, Message, groups, heat, topics
from linli.text.naming import LONGEST_RUN, name
from linli.text.vectors import Vectors

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MIXER = (
    "望溪里旁边的混凝土搅拌站日夜施工，粉尘和噪音让人开不了窗",
    "投诉望溪里搅拌站，灰尘太大，孩子咳嗽",
    "望溪里混凝土搅拌站凌晨三点还在生产，噪音扰民",
    "请问望溪里小区旁边的搅拌站有环评手续吗，粉尘污染严重",
    "强烈要求搬走望溪里门口的搅拌站",
)
OTHERS = (
    "请问公积金贷款买房怎么提取",
    "梧桐苑12栋的电梯又停了，老人上不了楼",
    "幼儿园门前早晚堵车，希望交警疏导",
    "石桥镇溪口村自来水浑浊，已经停水两天",
    "驾校退费遇到霸王条款，学费拿不回来",
    "公交车等了一个小时，司机拒载老人",
)


def message(key: int, text: str, days: float = 0, **more: object) -> Message:
    said = {"person": f"person {key}", **more}
    return Message(key, text, NOON + timedelta(days=days), **said)


def a_stream() -> list[Message]:
    about = [message(key, text, key, place="990101001") for key, text in enumerate(MIXER)]
    return [*about, *(message(10 + i, text, i) for i, text in enumerate(OTHERS))]


def at(days: float) -> datetime:
    return NOON + timedelta(days=days)


def test_messages_about_one_thing_are_one_topic():
    (topic,) = topics(a_stream(), at=at(10))
    assert topic.keys == (0, 1, 2, 3, 4)
    assert (topic.people, topic.first, topic.last) == (5, at(0), at(4))


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (("望溪里小区",), ("望溪里小区",), True),
        (("望溪里小区",), ("东望溪里小区", "梧桐苑"), True),
        (("望溪里小区",), (), False),
        (("望溪里小区",), ("梧桐苑",), False),
    ],
)
def test_messages_that_name_an_estate_in_common_belong_together_sooner(one, other, together):
    said = [
        message(0, "望溪里小区底层商铺营业到凌晨，噪音吵得睡不着", estates=one),
        message(1, "望溪里小区底商没有烟道，满院子油味", estates=other),
        *(message(10 + i, text) for i, text in enumerate(OTHERS)),
    ]
    vectors = Vectors.of([(each.text, each.title) for each in said])
    assert ([0, 1] in list(groups(said, vectors, Bounds(together=0.35)))) is together


def test_a_topic_is_called_by_its_telling_words():
    (topic,) = topics(a_stream(), at=at(10))
    assert "搅拌站" in topic.name
    assert "望溪里" in topic.name


def test_a_topic_lies_where_most_of_it_lies():
    stream = [
        *(message(key, text, place="990101001001") for key, text in enumerate(MIXER[:2])),
        *(message(2 + key, text, place="990101001002") for key, text in enumerate(MIXER[2:4])),
        message(9, MIXER[4]),
    ]
    (topic,) = topics(stream, at=at(1))
    assert topic.place == "990101001"


def test_the_future_is_not_known():
    assert topics(a_stream(), at=at(1)) == []
    assert topics(a_stream(), at=at(2))[0].people == 3
    assert topics([], at=NOON) == []


@pytest.mark.parametrize("seed", range(5))
def test_in_whatever_order_messages_come_in_the_topics_are_the_same(seed):
    stream = a_stream()
    shuffled = random.Random(seed).sample(stream, len(stream))
    assert topics(shuffled, at=at(10)) == topics(stream, at=at(10))


def test_as_the_stream_goes_on_a_topic_takes_in_what_belongs_to_it():
    stream = sorted(a_stream(), key=lambda each: each.at)
    grown = [topics([m for m in stream if m.at <= at(day)], at=at(day)) for day in range(6)]
    assert [[topic.keys for topic in found] for found in grown] == [
        [], [], [(0, 1, 2)], [(0, 1, 2, 3)], [(0, 1, 2, 3, 4)], [(0, 1, 2, 3, 4)],
    ]  # fmt: skip
    assert grown == [topics(stream, at=at(day)) for day in range(6)]


def test_one_person_makes_no_topic_however_often_they_write():
    stream = [message(key, text, key, person="one") for key, text in enumerate(MIXER)]
    assert topics(stream, at=at(10)) == []


def test_the_same_words_in_another_district_are_further_away():
    one, other = ("路灯坏了半个月没有人修", "这里路灯坏了没有人修")
    near = [message(key, one if key % 2 else other, place="990101") for key in range(4)]
    apart = [message(key, m.text, place=f"99010{key + 1}") for key, m in enumerate(near)]
    vectors = Vectors.of([(m.text, m.title) for m in near])
    assert len(list(groups(near, vectors))) <= 1
    assert max((len(g) for g in groups(apart, vectors)), default=0) <= 4


def test_growth_compares_a_week_with_the_one_before():
    days = (0, 9, 10, 11, 12)
    stream = [message(key, MIXER[key], days[key]) for key in range(5)]
    (topic,) = topics(stream, at=at(13.5))
    assert topic.growth == 3
    assert topics(stream, at=at(27))[0].growth == 0


def test_heat_counts_people_and_not_posts():
    once = [message(1, "a", person="one"), message(2, "b", person="two")]
    often = [*once, *(message(3 + i, "c", person="two") for i in range(50))]
    assert heat(once, NOON) == heat(often, NOON) == 2


def test_heat_is_halved_in_thirty_days_and_begins_with_the_message():
    assert heat([message(1, "a")], at(30)) == pytest.approx(0.5)
    assert heat([message(1, "a")], at(-1)) == 0


def test_supporters_count_by_the_root_of_their_number():
    assert heat([message(1, "a", supporters=100)], NOON) == pytest.approx(11)


def test_the_peak_is_the_greatest_heat_at_any_message():
    said = ((0, "one", 3), (2, "two", 0), (2, "one", 50), (40, "three", 0), (41, "three", 9))
    stream = [
        message(key, MIXER[key], days, person=person, supporters=supporters)
        for key, (days, person, supporters) in enumerate(said)
    ]
    (topic,) = topics(stream, at=at(60))
    assert topic.peak == pytest.approx(max(heat(stream, each.at) for each in stream))
    assert heat(stream, topic.hottest) == pytest.approx(topic.peak)


def test_more_than_are_parted_at_once_are_one_topic_where_they_say_the_same(monkeypatch):
    monkeypatch.setattr(events, "_MOST_TOGETHER", 20)
    copies = [message(key, MIXER[0]) for key in range(50)]
    assert [len(topic.keys) for topic in topics(copies, at=at(1))] == [50]


def test_what_hangs_together_by_a_chain_falls_apart(monkeypatch):
    monkeypatch.setattr(events, "_MOST_TOGETHER", 20)
    lifts = [message(100 + key, f"梧桐苑电梯困人没有维修 搅拌站 {key}") for key in range(15)]
    mixers = [message(key, f"{MIXER[2]} 电梯 {key}") for key in range(15)]
    found = topics([*lifts, *mixers], at=at(1))
    assert sorted(len(topic.keys) for topic in found) == [15, 15]


def test_the_hottest_topic_comes_first():
    late = [message(20 + i, f"梧桐苑{i}栋电梯困人，物业不修电梯", 60) for i in range(3)]
    found = topics([*a_stream(), *late], at=at(61))
    assert [topic.people for topic in found] == [
        4,
        5,
    ]  # the lift of 梧桐苑 has been spoken of before
    assert found[1].peak > found[0].peak


def test_a_name_grows_to_what_always_stands_beside_it():
    texts = ["望溪里小区停水", "望溪里小区没有水", "请问望溪里小区何时来水"]
    assert name(texts, {"溪里": 1.0})[0] == "望溪里小区"


def test_a_name_is_short_where_all_say_a_long_text():
    (word,) = name(["啊" * 2_000] * 3, {"啊啊": 1.0})
    assert len(word) == LONGEST_RUN


def test_a_name_says_nothing_twice():
    assert name(["搅拌站噪音", "搅拌站噪音"], {"搅拌": 2.0, "拌站": 2.0, "噪音": 1.0}) == (
        "搅拌站噪音",
    )
    assert name([], {}) == ()
