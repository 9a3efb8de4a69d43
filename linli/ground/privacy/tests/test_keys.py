"""The keys of the journal's words, while the key of the data is changed under them."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.ground.people import ciphers
from linli.ground.people.actions import reencrypt, reveal
from linli.ground.people.sealed import sealed_models
from linli.ground.privacy.actions import destroy_keys
from linli.ground.privacy.models import RowKey
from linli.ground.privacy.words import words_of
from tests.cast import MONDAY, Cast

GRID = "990101001001001"


@pytest.fixture
def key_file(settings, tmp_path) -> Path:
    """A key file of the test's own."""
    settings.KEYS, settings.HOME = "", tmp_path
    return tmp_path / "data.keys"


@pytest.fixture
def words(key_file, cast: Cast) -> list[Entry]:
    """Two entries with words, about two residents."""
    for name in ("zhou", "wu"):
        one = cast.residents[name]
        given = {"field": "name", "reason": f"核实{name}的情况", "where": GRID}
        reveal(one, **given, about=one, by=cast.li, at=MONDAY)
    return list(Entry.objects.filter(event="people.revealed").order_by("pk"))


def reasons(entries: list[Entry]) -> list[str]:
    return [(said or {}).get("reason", "") for said in words_of(entries).values()]


def under() -> list[int]:
    return [row.secret.key_number for row in RowKey.objects.order_by("pk")]


def test_row_keys_are_among_what_a_rotation_seals_anew(words):
    assert RowKey in sealed_models()


def test_half_way_through_a_rotation_both_words_open(words, cast):
    ciphers.add_key()
    reencrypt(RowKey, after=None, size=1, by=cast.system, at=MONDAY)
    assert under() == [2, 1]
    assert reasons(words) == ["核实zhou的情况", "核实wu的情况"]


def test_after_a_rotation_the_words_open_without_the_old_key(words, cast, key_file):
    ciphers.add_key()
    reencrypt(RowKey, after=None, size=10, by=cast.system, at=MONDAY)
    lines = key_file.read_text().splitlines()
    key_file.write_text("\n".join(x for x in lines if not x.startswith("1:")))
    ciphers._read.cache_clear()
    assert reasons(words) == ["核实zhou的情况", "核实wu的情况"]


def test_a_destroyed_key_stays_destroyed_through_a_rotation(words, cast):
    destroy_keys("people.resident", [cast.residents["zhou"].pk], at=MONDAY)
    ciphers.add_key()
    reencrypt(RowKey, after=None, size=10, by=cast.system, at=MONDAY)
    assert reasons(words) == ["", "核实wu的情况"]


def test_words_are_unreadable_in_the_entry_and_the_chain_verifies(words):
    assert "核实" not in str([entry.data for entry in words])
    assert list(broken_links()) == []


def test_words_copied_to_another_name_do_not_open(words):
    entry = words[0]
    entry.data["sealed"] = {"other": entry.data["sealed"]["reason"]}
    with pytest.raises(InvalidTag):
        words_of([entry])
