"""Checksums and forms of numbers."""

from __future__ import annotations

from datetime import date

import pytest

from linli.ground.people import numbers
from linli.ground.people.numbers import NotAPhone, normalise_phone

GOOD_ID = "11010519491231002X"


def test_the_example_of_the_standard_is_an_id_number():
    assert numbers.is_id_number(GOOD_ID)


@pytest.mark.parametrize("digit", "0123456789")
def test_every_other_check_digit_is_refused(digit):
    assert not numbers.is_id_number(GOOD_ID[:-1] + digit)


def test_any_single_changed_digit_is_noticed():
    for position in range(17):
        changed = str((int(GOOD_ID[position]) + 1) % 10)
        assert not numbers.is_id_number(GOOD_ID[:position] + changed + GOOD_ID[position + 1 :])


@pytest.mark.parametrize("text", ["110105190002300000", "", "1101051949123100", "１" * 18])
def test_what_has_no_date_or_another_form_is_no_id_number(text):
    assert not numbers.is_id_number(text)


def test_a_right_check_digit_does_not_excuse_a_day_that_was_not():
    body = "11010519490230002"
    total = sum(w * int(d) for w, d in zip(numbers.ID_WEIGHTS, body, strict=True))
    assert not numbers.is_id_number(body + numbers.ID_CHECKS[total % 11])


def test_a_birth_date_is_read():
    assert numbers.birth_date(GOOD_ID) == date(1949, 12, 31)


def test_an_id_number_is_typed_in_many_ways():
    assert numbers.normalise_id_number(" １１0105 19491231 002x ") == GOOD_ID


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"),
        (" 138 0013-8000 ", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("(010) 6666 8888", "01066668888"),
        ("+86 10 6666 8888", "01066668888"),
        ("0731-2345678", "07312345678"),
    ],
)
def test_a_phone_number_has_one_form(text, number):
    assert normalise_phone(text) == number


@pytest.mark.parametrize("text", ["", "12345", "12800138000", "1380013800", "138001380001", "abc"])
def test_what_is_no_phone_number_is_refused(text):
    with pytest.raises(NotAPhone):
        normalise_phone(text)


def test_only_a_mobile_receives_messages():
    assert numbers.is_mobile("13800138000")
    assert not numbers.is_mobile("01066668888")
