"""Words of people are sealed in an entry; what stands in the open is refused."""

from __future__ import annotations

import pytest
from django.db import transaction

from linli.ground.journal.actions import Happening, publish_many
from linli.ground.journal.models import Entry, address
from linli.ground.journal.sealing import WordsInTheOpen


@pytest.mark.parametrize(
    "value",
    [
        "漏水",
        {"deep": ["x", "隔壁漏水"]},
        "call 13900000001",
        13900000001,
        "11010519491231002X",
        "é",
    ],
)
def test_words_and_numbers_of_people_are_refused_in_the_open(ring, value):
    before = Entry.objects.count()
    with pytest.raises(WordsInTheOpen) as refused:
        ring(note=value)
    assert "note" in str(refused.value)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("value", ["needs_more", 3, "2026-05-11", None, "990101001001001", "NL-1"])
def test_codes_keys_and_numbers_stand_in_the_open(ring, value):
    assert ring(note=value).data == {"note": value}


@pytest.mark.parametrize("length", [32, 64])
def test_a_digest_that_looks_like_a_phone_stands_in_the_open(ring, length):
    digest = "a13812345678f".ljust(length, "0")
    assert ring(note=digest).data == {"note": digest}


def test_a_phone_beside_a_digest_is_refused_all_the_same(ring):
    with pytest.raises(WordsInTheOpen):
        ring(note=["ab" * 16, "13812345678"])


def test_what_the_event_calls_public_may_be_words(ring):
    assert ring(data="青梧街道").data == {"data": "青梧街道"}


def test_one_public_name_excuses_no_other(ring):
    with pytest.raises(WordsInTheOpen):
        ring(data="青梧街道", note="周秀兰")


def test_many_at_once_are_refused_as_one_is(cast, rang, monday):
    about = address(cast.places["990101001"])
    with pytest.raises(WordsInTheOpen), transaction.atomic():
        publish_many([Happening(rang, about, {"note": "漏水"})], by=cast.li, at=monday)
