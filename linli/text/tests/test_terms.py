"""Telling terms: words, and what no dictionary knows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linli.text.frequent import is_common
from linli.text.terms import BITS, number, strengths, terms


def test_words_and_pairs_of_unknown_characters_are_terms():
    assert terms("望梧垣的电梯坏了") == ["望梧", "梧垣", "电梯"]


def test_single_characters_marks_and_spaces_are_none():
    assert terms("我 ，。_ 在 a") == []


def test_full_width_and_capitals_make_no_difference():
    assert terms("Ｋ９县ABC") == terms("k9县abc")


def test_what_stands_in_the_title_or_is_a_name_is_stronger():
    found = strengths("电梯坏了，电梯困人", "电梯", ("望梧垣",))
    assert found["电梯"] > found["望梧垣"] > found["困人"] == 1.0


def test_common_words_are_known():
    assert is_common("小区")
    assert not is_common("搅拌站")


@given(st.text(max_size=60))
def test_whatever_is_written_has_terms_with_numbers(text):
    assert all(0 <= number(term) < 1 << BITS for term in terms(text))
    assert min(strengths(text).values(), default=1.0) >= 1.0
