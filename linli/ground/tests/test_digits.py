"""What is a number, and what only looks like one."""

from __future__ import annotations

import pytest

from linli.ground.digits import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("9" * 5_000, None),
        ("", None),
        (None, None),
        ("-1", None),
        ("1.0", None),
        ("٣", None),
        ("²", None),
    ],
)
def test_a_text_names_a_whole_number_or_none(text, number):
    assert whole(text) == number
