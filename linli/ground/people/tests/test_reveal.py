"""Seeing personal data in full: who may, with what reason, and what it leaves behind."""

from __future__ import annotations

import pytest

from linli.ground.journal.models import Entry
from linli.ground.people.actions import NotAllowed, ReasonNeeded, UnknownField, reveal
from linli.ground.people.tests.street import GRID, NOW, ZHOU_PHONE

REASON = "回访核实情况"


def see(resident, by, *, field="phone", reason=REASON, where=GRID):
    return reveal(resident, field=field, reason=reason, where=where, about=resident, by=by, at=NOW)


def revealed():
    return list(Entry.objects.filter(event="people.revealed").values_list("by_id", "data"))


def test_a_grid_worker_sees_the_phone_and_the_journal_says_why(zhou, li):
    assert see(zhou, li) == ZHOU_PHONE
    [(by, data)] = revealed()
    assert (by, data["resident"], data["field"], data["minor"]) == (li.pk, zhou.pk, "phone", False)
    assert set(data["sealed"]) == {"reason"}


def test_the_journal_holds_neither_name_nor_phone(zhou, li):
    see(zhou, li)
    see(zhou, li, field="name")
    written = str(revealed())
    assert REASON not in written
    assert ZHOU_PHONE not in written
    assert "周秀兰" not in written


def test_the_worker_of_another_grid_does_not_see_the_phone(zhou, wang):
    with pytest.raises(NotAllowed):
        see(zhou, wang)
    assert revealed() == []


def test_a_duty_there_without_the_capability_is_not_enough(zhou, he):
    with pytest.raises(NotAllowed):
        see(zhou, he)


def test_a_neighbour_cannot_see_the_phone(zhou, wu):
    with pytest.raises(NotAllowed):
        see(zhou, wu.user)


def test_without_a_place_nobody_sees_anything(zhou, li):
    with pytest.raises(NotAllowed):
        see(zhou, li, where="")


@pytest.mark.parametrize("reason", ["", "    ", "看 一", "a b", "长" * 201])
def test_a_reason_has_some_words_and_not_a_page(zhou, li, reason):
    with pytest.raises(ReasonNeeded, match="4"):
        see(zhou, li, reason=reason)
    assert revealed() == []


@pytest.mark.parametrize("field", ["user", "phone_hash", "pk", "nothing"])
def test_only_personal_data_is_revealed(zhou, li, field):
    with pytest.raises(UnknownField):
        see(zhou, li, field=field)


def test_an_account_that_was_closed_sees_nothing(zhou, li):
    li.is_active = False
    with pytest.raises(NotAllowed):
        see(zhou, li)
