"""Rotating the data key."""

from __future__ import annotations

import pytest

from linli.ground.journal.models import Entry
from linli.ground.people import ciphers
from linli.ground.people.actions import reencrypt
from linli.ground.people.ciphers import WrongKey
from linli.ground.people.models import Resident
from linli.ground.people.queries import keys_fit
from linli.ground.people.sealed import sealed_models
from linli.ground.people.tests.street import NOW, ZHOU_PHONE


@pytest.fixture
def key_file(settings, tmp_path):
    """A key file of the test's own."""
    settings.KEYS, settings.HOME = "", tmp_path
    return tmp_path / "data.keys"


def key_numbers():
    rows = Resident.objects.order_by("pk")
    return [row.name.key_number for row in rows] + [row.phone.key_number for row in rows]


def test_all_rows_are_sealed_anew_in_batches(key_file, zhou, wu, li):
    ciphers.add_key()
    first = reencrypt(Resident, after=None, size=1, by=li, at=NOW)
    assert (first.read, first.written, first.last) == (1, 1, zhou.pk)
    assert sorted(key_numbers()) == [1, 1, 2, 2]
    rest = reencrypt(Resident, after=first.last, size=10, by=li, at=NOW)
    assert (rest.read, rest.written, rest.last) == (1, 1, None)
    assert key_numbers() == [2, 2, 2, 2]


def test_what_was_sealed_anew_is_found_and_reads_the_same(key_file, zhou, li):
    ciphers.add_key()
    reencrypt(Resident, after=None, size=10, by=li, at=NOW)
    found = Resident.objects.with_phone(ZHOU_PHONE).get()
    assert (found.name.open(), found.phone.open()) == ("周秀兰", ZHOU_PHONE)


def test_a_second_run_writes_nothing_and_is_not_journalled(key_file, zhou, li):
    ciphers.add_key()
    reencrypt(Resident, after=None, size=10, by=li, at=NOW)
    assert reencrypt(Resident, after=None, size=10, by=li, at=NOW).written == 0
    data = [entry.data for entry in Entry.objects.filter(event="people.resealed")]
    assert data == [{"model": "people.resident", "rows": 2}]


def test_after_the_rotation_the_old_key_is_not_needed(key_file, zhou, li):
    ciphers.add_key()
    reencrypt(Resident, after=None, size=10, by=li, at=NOW)
    lines = [line for line in key_file.read_text().splitlines() if not line.startswith("1:")]
    key_file.write_text("\n".join(lines))
    ciphers._read.cache_clear()
    assert Resident.objects.get(pk=zhou.pk).name.open() == "周秀兰"


def test_a_lost_key_stops_the_rotation_and_changes_nothing(key_file, zhou, li):
    key_file.unlink()
    ciphers._read.cache_clear()
    ciphers.add_key()
    with pytest.raises(WrongKey):
        reencrypt(Resident, after=None, size=10, by=li, at=NOW)
    assert Resident.objects.get(pk=zhou.pk).name.key_number == 1


def test_keys_fit_their_database_and_no_other(key_file, zhou):
    assert keys_fit()
    key_file.unlink()
    ciphers._read.cache_clear()
    assert not keys_fit()


def test_a_wrong_search_key_is_noticed_too(key_file, zhou):
    lines = key_file.read_text().splitlines(keepends=True)
    strange = [ciphers.new_line("search") if "search" in line else line for line in lines]
    key_file.write_text("".join(strange))
    ciphers._read.cache_clear()
    assert not keys_fit()


def test_keys_fit_an_empty_database(key_file, db):
    assert keys_fit()


def test_every_model_with_sealed_columns_is_known():
    names = {model._meta.label_lower for model in sealed_models()}
    assert {"people.resident", "people.contact", "people.household"} <= names
