"""Texts that nobody means well: very long, all of one kind, or broken. Each is read in few steps.

Steps are calls of functions and not seconds, so that the tests say the same on every machine.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from linli.text import addresses, words
from linli.text.addresses import parts
from linli.text.classify import Lexicon, suggested
from linli.text.events import Message, topics
from linli.text.locate import PlaceNames
from linli.text.redact import Kind, Span, redacted, spans
from linli.text.redact.spans import apart
from linli.text.similar import Report, packed
from linli.text.terms import strengths

LENGTH = 20_000
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
PLACES = PlaceNames([("990101001", "青梧街道"), ("990101001001", "桂花里社区")])
COLD = Lexicon()

UNITS = {
    "one character": "啊", "a letter": "a", "digits": "1", "a numeral": "一", "blanks": " ",
    "brackets": "(（", "lines": "\n", "buildings": "号楼单元", "rooms": "1栋", "NUL": "\0",
    "surrogates": "\ud800", "accents": "\u0301", "ligatures": "ﷺ", "capitals": "İ",
    "estates": "苑", "roads": "路", "places": "青梧街道", "doors": "七组1号", "mail": "a@",
    "phones": "1 3 8 ", "names": "联系人王", "marks": "微信", "dashes": "1-", "lamps": "路灯",
}  # fmt: skip
READERS: dict[str, Callable[[str], object]] = {
    "spans": spans,
    "parts": parts,
    "locate": PLACES.locate,
    "strengths": lambda text: strengths(text, text),
    "suggested": lambda text: suggested(COLD, text),
    "packed": lambda text: packed(Report(text, MOMENT, text)),
    "words": words.words,
    "all_words": words.all_words,
    "snippet": lambda text: words.snippet(text, ["路", "灯"]),
}


def steps(read: Callable[[str], object], text: str) -> int:
    """How many functions are called while a text is read."""
    count, before = 0, sys.getprofile()

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return count


def filled(unit: str, length: int) -> str:
    return (unit * length)[:length]


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_twice_the_text_takes_twice_the_steps(read, unit):
    short, long = (steps(read, filled(unit, length)) for length in (1_000, 2_000))
    assert long <= 2.5 * short + 500


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_a_very_long_text_is_read(unit):
    text = filled(unit, LENGTH)
    assert all(0 <= part.start < part.end <= LENGTH for part in parts(text))
    assert all(0 <= span.start < span.end <= LENGTH for span in spans(text))
    assert isinstance(redacted(text), str)
    assert len(packed(Report(text, MOMENT))) < 400


def test_a_name_looks_back_no_further_than_a_name_is_long():
    class Words(list):
        looked_at = 0

        def __getitem__(self, at):
            assert isinstance(at, int)
            self.looked_at += 1
            return super().__getitem__(at)

    text = "苑" * LENGTH
    found = Words((character, at + 1, "n") for at, character in enumerate(text))
    addresses._begin(text, found, LENGTH - 1, LENGTH - 1, [False] * LENGTH)
    assert found.looked_at <= addresses.LONGEST_NAME + 2


def test_many_spans_are_kept_apart_without_comparing_each_with_each():
    many = [Span(Kind.NAME, at, at + 2, "", None, 1.0) for at in range(4_000)]
    assert steps(lambda _text: apart(many), "") < 10 * len(many)
    assert [span.start for span in apart(many)] == [*range(0, 4_000, 2)]


@pytest.mark.parametrize("text", ["青梧里小区\ud800停水", "\udfff梧桐苑12栋", "路灯\0不亮"])
def test_a_broken_character_hides_nothing_of_what_stands_beside_it(text):
    found = parts(text)
    assert [text[part.start : part.end] for part in found] == [
        word for word in ("青梧里小区", "梧桐苑", "12栋") if word in text
    ]
    assert set(strengths(text)) & {"停水", "梧桐", "路灯"}


def test_topics_are_found_among_empty_and_broken_messages():
    said = ["", "\0" * 50, "\ud800" * 50, *["梧桐苑停水三天没人管"] * 3]
    stream = [Message(key, text, MOMENT, str(key)) for key, text in enumerate(said)]
    (topic,) = topics(stream, at=MOMENT)
    assert topic.keys == (3, 4, 5)
