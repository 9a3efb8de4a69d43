"""What is wrong with a pack before it is published."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from linli.ground.rulepacks.rehearsal import faults_of

DAY = date(2026, 5, 11)
JUNE = date(2026, 6, 1)


def told(place_code: str, text: str, day: date = DAY) -> list[str]:
    with override("en"):
        return [str(fault) for fault in faults_of(place_code, text, day)]


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    ["", "tea: {}\n", "tea:\n  cups: 5\n", "tea:\n  limits:\n    serve: 30 calendar days\n",
     "tea:\n  rooms:\n    hall:\n      seats: 3\n", "tea:\n  most_guests: 50\n"],
)  # fmt: skip
def test_a_pack_may_name_only_the_keys_that_differ(text):
    assert told("990101", text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tee: {}\n", "line 1, tee: There is no such key. Did you mean “tea”?"),
        (
            "tea:\n  limits:\n    serv: 1 hour\n",
            "line 3, tea.limits.serv: There is no such key. Did you mean “serve”?",
        ),
        ("tea:\n  rooms:\n    hall:\n      seats: 3\n      chairs: 3\n",
         "line 5, tea.rooms.hall.chairs: There is no such key."),
        (
            "tea:\n  limits:\n    serve: soon\n",
            "line 3, tea.limits.serve: A limit is written \"4 hours\", \"3 calendar days\", "
            "\"5 working days\", \"2 months\" or \"1 year\", not \"soon\".",
        ),
        ("tea:\n  limits: 5\n",
         "line 2, tea.limits: This must be a block of keys, indented below this line."),
        ("tea:\n", "line 1, tea: This must be a block of keys, indented below this line."),
        ("tea:\n  cups: 13\n", "line 2, tea.cups: The number must be at most 12."),
        ("tea:\n  cups: 0\n", "line 2, tea.cups: The number must be at least 1."),
        ("tea:\n  cups: '4'\n", "line 2, tea.cups: This must be a whole number, without quotes."),
        ("tea:\n  cups:\n", "line 2, tea.cups: This must be a whole number, without quotes."),
        ("tea:\n  kinds: green\n",
         "line 2, tea.kinds: This must be a list, each entry on a line that begins with “- ”."),
        ("tea:\n  kinds:\n    - green\n    - red\n",
         "line 4, tea.kinds.1: This must be one of 'green', 'black', 'white'."),
        ("tea:\n  rooms:\n    hall: {}\n",
         "line 3, tea.rooms.hall.seats: A value is missing here."),
        ("tea:\n  rooms:\n    hall:\n      seats: 99\n",
         "line 1, tea: More seats than guests are allowed."),
    ],
)  # fmt: skip
def test_a_fault_names_the_key_and_the_line(text, fault):
    assert told("990101", text) == [fault]


def test_all_faults_are_told_at_once_in_the_order_of_the_lines():
    text = "tea:\n  cups: 13\n  limits:\n    serve: soon\ncake: 1\n"
    assert [each.partition(",")[0] for each in told("990101", text)] == [
        "line 2",
        "line 4",
        "line 5",
    ]


def test_a_pack_is_checked_on_top_of_the_packs_above(write):
    write("99", "tea:\n  most_guests: 20\n")
    text = "tea:\n  rooms:\n    hall:\n      seats: 15\n"
    assert told("990101", text) == ["line 1, tea: More seats than guests are allowed."]
    assert told("98", text) == []


def test_a_pack_that_breaks_one_below_is_refused_and_the_place_named(write):
    write("990101", "tea:\n  rooms:\n    hall:\n      seats: 15\n")
    assert told("99", "tea:\n  most_guests: 20\n") == [
        "line 1, tea: More seats than guests are allowed. (in 990101 from 2026-05-11 on)"
    ]


def test_a_pack_that_breaks_one_planned_below_is_refused_with_the_day(write):
    write("990101", "tea:\n  rooms:\n    hall:\n      seats: 15\n", JUNE)
    assert told("99", "tea:\n  most_guests: 20\n") == [
        "line 1, tea: More seats than guests are allowed. (in 990101 from 2026-06-01 on)"
    ]


def test_what_a_place_has_planned_for_itself_does_not_bind_the_pack_before_it(write):
    write("990101", "tea:\n  rooms:\n    hall:\n      seats: 15\n", JUNE)
    assert told("990101", "tea:\n  most_guests: 11\n") == []


def test_a_fault_that_was_there_already_is_not_the_new_packs(write, ship):
    write("990101", "tea:\n  cups: 9\n  most_guests: 50\n")
    ship("tea:\n  limits: {serve: 1 hour, refund: 1 hour}\n  cups: 4\n  kinds: []\n  rooms:\n"
         "    garden: {seats: 60}\n")  # fmt: skip
    assert told("99", "tea:\n  kinds: [white]\n") == []
