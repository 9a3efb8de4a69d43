"""Limits: how they are written, read, and used as a field of a rule pack."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from linli.ground.worktime.limits import Limit, LimitError, Unit

LIMITS = st.builds(Limit, st.integers(1, 100), st.sampled_from(Unit))


class Handling(BaseModel):
    """A section of a rule pack with one limit."""

    limit: Limit


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("4 hours", Limit(4, Unit.HOUR)),
        ("1 hour", Limit(1, Unit.HOUR)),
        ("3 calendar days", Limit(3, Unit.CALENDAR_DAY)),
        ("5 working days", Limit(5, Unit.WORKING_DAY)),
        ("2 months", Limit(2, Unit.MONTH)),
        ("1 year", Limit(1, Unit.YEAR)),
        ("  5   Working  Days ", Limit(5, Unit.WORKING_DAY)),
    ],
)
def test_a_limit_is_read_from_its_words(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == limit


@given(LIMITS)
def test_a_limit_reads_what_it_writes(limit: Limit) -> None:
    assert Limit.parse(str(limit)) == limit
    assert Handling.model_validate(Handling(limit=limit).model_dump(mode="json")).limit == limit


@pytest.mark.parametrize(
    "text", ["", "5", "days", "5 days", "-5 hours", "1.5 hours", "five hours", "5 weeks", "٥ hours"]
)
def test_other_words_are_refused_with_the_ways_to_write_it(text: str) -> None:
    with override("en"), pytest.raises(LimitError, match=r'"5 working days".*not "'):
        Limit.parse(text)


@pytest.mark.parametrize("text", ["0 hours", "101 years", "999999999 working days"])
def test_a_limit_of_nothing_or_of_more_than_a_century_is_refused(text: str) -> None:
    with override("en"), pytest.raises(LimitError, match=r"between 1 .* and"):
        Limit.parse(text)


def test_a_refusal_speaks_chinese() -> None:
    with override("zh-hans"), pytest.raises(LimitError, match="期限"):
        Limit.parse("5 days")


def test_a_limit_is_a_field_of_a_rule_pack() -> None:
    assert Handling.model_validate({"limit": "5 working days"}).limit == Limit(5, Unit.WORKING_DAY)
    assert Handling(limit=Limit(1, Unit.HOUR)).model_dump_json() == '{"limit":"1 hour"}'
    assert Handling.model_json_schema()["properties"]["limit"]["type"] == "string"


@pytest.mark.parametrize("value", ["5 days", 5, None, {"amount": 5}])
def test_a_rule_pack_with_a_bad_limit_names_the_key_and_the_fault(value: object) -> None:
    with override("en"), pytest.raises(ValidationError) as refusal:
        Handling.model_validate({"limit": value})
    fault = refusal.value.errors()[0]
    assert fault["loc"] == ("limit",)
    assert fault["msg"].startswith("A limit is written")


def test_a_limit_is_named_in_the_readers_language() -> None:
    with override("zh-hans"):
        assert [Limit(3, unit).label for unit in Unit] == [
            "3分钟",
            "3小时",
            "3个自然日",
            "3个工作日",
            "3个月",
            "3年",
        ]
    with override("en"):
        assert Limit(1, Unit.WORKING_DAY).label == "1 working day"
        assert Limit(5, Unit.WORKING_DAY).label == "5 working days"
