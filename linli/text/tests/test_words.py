"""Words for the index: cut alike in text and question, and harmless whatever is typed."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from linli.text.words import EVERYWHERE, all_words, any_of, query, snippet, vector, words

LEXEME = re.compile(r"'(?:[^'\\]|''|\\\\)+'(?::\d+[A-D](?:,\d+[A-D])*)?")


def test_a_question_falls_into_words():
    assert words("居民委员会门口的路灯坏了") == ["居民", "委员会", "门口", "路灯", "坏"]


def test_a_text_gives_every_word_that_stands_in_it():
    assert {"路灯", "灯不亮", "亮"} <= set(all_words("三号楼前的路灯不亮了"))


@given(
    st.text(alphabet="居民委员会门口的路灯不亮坏了三号楼前青梧里小区A1电梯困人𠮷 ,", max_size=40),
    st.data(),
)
def test_whatever_part_of_a_text_is_asked_is_found_in_it(text, data):
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    asked = [word for word in words(text[begin:end]) if not word.isascii()]
    assert set(asked) <= set(all_words(text))


def test_characters_that_no_dictionary_knows_are_words_of_a_text_too():
    assert set(words("㐂犇饭店")) <= set(all_words("我在㐂犇饭店门口"))


def test_the_end_of_a_line_is_no_part_of_a_word():
    assert set(all_words("a\nb栋 c\n12号")) == {"a", "b", "栋", "c", "12", "号"}


def test_full_width_and_capitals_make_no_difference():
    assert words("A1电梯") == words("a1电梯") == ["a1", "电梯"]


def test_a_name_that_no_dictionary_knows_falls_into_the_same_characters_everywhere():
    assert set(words("青梧里𠮷小区")) <= set(all_words("我住在青梧里𠮷小区三号楼"))


def test_a_vector_holds_places_weights_and_marks():
    assert vector([("门", "A"), ("门坏", "C")], ["@open"]) == "'门':1A,22C '坏':23C '@open'"


def test_a_question_asks_for_every_word_once():
    assert query(["路灯", "坏", "路灯"]) == "'路灯' & '坏'"
    assert query(["路灯"], "ABC") == "'路灯':ABC"
    assert any_of(["@a", "@b"]) == "('@a' | '@b')"


def test_a_snippet_marks_the_words_around_the_first():
    text = "好" * 50 + "三号楼前的路灯不亮了"
    runs = snippet(text, ["路灯"])
    assert [run for run, marked in runs if marked] == ["路灯"]
    assert runs[0] == ("…", False)
    assert "".join(run for run, _marked in runs).strip("…") in text


def test_there_is_no_snippet_without_a_word():
    assert snippet("三号楼", ["路灯"]) == []
    assert snippet("三号楼", []) == []


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_a_literal_that_postgresql_reads(text):
    found = vector([(text, "A")])
    assert LEXEME.sub("", found).strip() == ""
    assert not [word for word in words(text) if word.startswith("@") or word in EVERYWHERE]


@given(st.text(alphabet="居民委员会门口的路灯坏了A1 ,'\\&|!:*()", max_size=40))
def test_a_snippet_changes_nothing_but_its_length(text):
    runs = snippet(text, words(text), length=1_000)
    assert "".join(run for run, _marked in runs) in ("", text)
