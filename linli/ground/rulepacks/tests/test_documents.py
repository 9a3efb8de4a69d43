"""Reading YAML: values, lines, and what is not read."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from linli.ground.rulepacks.documents import MOST_CHARACTERS, Fault, PackInvalid, parse


def faults(text: str) -> list[tuple[str, int | None]]:
    with pytest.raises(PackInvalid) as caught:
        parse(text)
    return [(fault.key, fault.line) for fault in caught.value.faults]


def message(text: str) -> str:
    with override("en"), pytest.raises(PackInvalid) as caught:
        parse(text)
    return caught.value.faults[0].message


def test_values_are_plain_and_every_key_has_its_line():
    document = parse("# comment\ntea:\n  cups: 4\n  kinds:\n    - green\n    - black\n")
    assert document.data == {"tea": {"cups": 4, "kinds": ["green", "black"]}}
    assert document.line(("tea", "cups")) == 3
    assert document.line(("tea", "kinds", 1)) == 6
    assert document.line(("tea", "limits", "serve")) == 2
    assert document.line(("cases",)) is None


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n"])
def test_a_text_without_values_is_an_empty_pack(text):
    assert parse(text).data == {}


def test_codes_keep_their_noughts_as_keys_and_dates_stay_text():
    data = parse("codes:\n  0101: a\n  030302: b\nday: 2026-01-31\nno: 017\nhex: 0x1F\n").data
    assert data["codes"] == {"0101": "a", "030302": "b"}
    assert (data["day"], data["no"], data["hex"]) == ("2026-01-31", 17, 31)


def test_yes_and_no_are_words():
    assert parse("a: yes\nb: no\nc: true\nd: ~\n").data == {
        "a": "yes", "b": "no", "c": True, "d": None,
    }  # fmt: skip


def test_a_key_that_stands_twice_is_named_with_both_lines():
    text = "tea:\n  cups: 4\n  cups: 5\n"
    assert faults(text) == [("tea.cups", 3)]
    assert message(text) == "The key stands here a second time; it is on line 2 already."


def test_an_unclosed_bracket_names_line_and_column():
    assert message("tea:\n  kinds: [green\n  cups: 4\n") == (
        "A square bracket that was opened is not closed. (at column 7)"
    )
    assert faults("tea:\n  kinds: [green\n  cups: 4\n") == [("", 3)]


def test_a_tab_is_told_as_a_tab():
    assert message("tea:\n\tcups: 4\n") == "Indent with spaces, not with a tab. (at column 1)"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: *x\n", 2),
        ("a: &x 1\n", 1),
        ("a: &x [*x]\n", 1),
        ("a: !!python/object:os.system ls\n", 1),
        ("a: 1\nb: .inf\n", 2),
        ('a: "\\0"\n', 1),
        ('a: "\\ud800"\n', 1),
        ('"\\0": 1\n', 1),
        ("? [a]\n: 1\n", 1),
        ("a: 1\nb: \x07\n", 2),
        ("a: 1\n---\nb: 2\n", 2),
        ("- a\n", 1),
        ("text\n", 1),
        ("a: b: c\n", 1),
        ("a: @x\n", 1),
        ("a: 'x\n", 2),
        (f"a: {'9' * 5000}\n", 1),
    ],
)
def test_what_a_pack_cannot_hold_is_refused_with_its_line(text, line):
    assert [fault[1] for fault in faults(text)] == [line]


@pytest.mark.parametrize("text", ["[" * 60 + "]" * 60, "[" * 50_000])
def test_nesting_without_end_is_refused(text):
    assert message(text) == "The blocks are nested too deeply."


def test_a_pack_longer_than_any_pack_is_refused():
    assert faults("#" * (MOST_CHARACTERS + 1)) == [("", None)]


def test_a_fault_is_told_in_the_readers_language():
    with override("zh-hans"), pytest.raises(PackInvalid) as caught:
        parse("tea:\n\tcups: 4\n")
    assert str(caught.value) == "第 2 行：缩进请用空格，不要用制表符。（第 1 列）"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_faults(text):
    faults: tuple[Fault, ...] = ()
    data: object = None
    try:
        data = parse(text).data
    except PackInvalid as invalid:
        faults = invalid.faults
    assert isinstance(data, dict) != bool(faults)
