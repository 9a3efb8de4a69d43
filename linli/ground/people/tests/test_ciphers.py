"""The key ring: sealing, opening, rotation, wrong keys."""

from __future__ import annotations

import base64
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from linli.ground.people import ciphers
from linli.ground.people.ciphers import BadKeys, KeysInEnvironment, WrongKey, parse

ONE = "1:" + base64.b64encode(b"k" * 16).decode()
OTHER_ONE = "1:" + base64.b64encode(b"o" * 16).decode()
TWO = "2:" + base64.b64encode(b"n" * 16).decode()
SEARCH = "search:" + base64.b64encode(b"s" * 32).decode()

OLD = parse([ONE, SEARCH], where="test")
NEW = parse([TWO, ONE, SEARCH], where="test")
STRANGE = parse([OTHER_ONE, SEARCH], where="test")


def test_what_was_sealed_opens():
    assert OLD.open(OLD.seal("周秀兰", "a.b.c"), "a.b.c") == "周秀兰"


def test_the_same_text_is_never_sealed_twice_alike():
    assert OLD.seal("周秀兰", "a.b.c") != OLD.seal("周秀兰", "a.b.c")


def test_the_sealed_text_is_31_bytes_longer():
    assert len(OLD.seal("13800000001", "a.b.c")) == 31 + 11


def test_the_newest_key_seals_and_the_older_still_opens():
    assert ciphers.key_number(NEW.seal("周", "a.b.c")) == 2
    assert NEW.open(OLD.seal("周", "a.b.c"), "a.b.c") == "周"


def test_another_key_of_the_same_number_is_a_wrong_key():
    with pytest.raises(WrongKey, match=r"Key 1 does not open this value of a\.b\.c"):
        STRANGE.open(OLD.seal("周", "a.b.c"), "a.b.c")


def test_a_key_that_is_not_in_the_ring_is_named():
    with pytest.raises(WrongKey, match="Key 2 is not in the key ring"):
        OLD.open(NEW.seal("周", "a.b.c"), "a.b.c")


def test_a_text_copied_into_another_column_does_not_open():
    with pytest.raises(WrongKey):
        OLD.open(OLD.seal("周", "people.resident.name"), "people.resident.phone")


@pytest.mark.parametrize("position", [3, 15, 31])
def test_a_changed_byte_of_nonce_tag_or_data_does_not_open(position):
    sealed = bytearray(OLD.seal("周", "a.b.c"))
    sealed[position] ^= 1
    with pytest.raises(WrongKey):
        OLD.open(bytes(sealed), "a.b.c")


@pytest.mark.parametrize("junk", [b"", b"\x01\x00\x01", "周秀兰".encode() * 9])
def test_what_is_no_sealed_text_is_a_wrong_key(junk):
    with pytest.raises(WrongKey):
        OLD.open(junk, "a.b.c")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "needs one data key"),
        ([ONE], "needs one data key"),
        ([SEARCH], "needs one data key"),
        (["1:???", SEARCH], "key 1: not base64"),
        ([SEARCH, "1:AAAA"], "key 2: 16 bytes expected, 3 found"),
        (["0" + ONE[1:], SEARCH], "expected a number"),
        (["key" + ONE[1:], SEARCH], "expected a number"),
    ],
)
def test_a_bad_key_ring_names_the_line(lines, message):
    with pytest.raises(BadKeys, match=message) as caught:
        parse(lines, where="LINLI_KEYS")
    assert str(caught.value).startswith("LINLI_KEYS")


def test_a_key_file_is_made_at_first_use_for_its_owner_alone(settings, tmp_path):
    settings.KEYS, settings.HOME = "", tmp_path / "new"
    sealed = ciphers.seal("周", "a.b.c")
    file = tmp_path / "new" / "data.keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["data.keys"]
    ciphers._read.cache_clear()
    assert ciphers.unseal(sealed, "a.b.c") == "周"


def test_an_added_key_seals_from_then_on_and_the_file_stays_private(settings, tmp_path):
    settings.KEYS, settings.HOME = "", tmp_path
    old, found = ciphers.seal("周", "a.b.c"), ciphers.search_hash("phone", "1")
    assert ciphers.add_key() == 2
    assert ciphers.key_number(ciphers.seal("周", "a.b.c")) == 2
    assert ciphers.unseal(old, "a.b.c") == "周"
    assert ciphers.search_hash("phone", "1") == found
    assert stat.S_IMODE((tmp_path / "data.keys").stat().st_mode) == 0o600


def test_a_key_that_another_process_added_is_found(settings, tmp_path):
    settings.KEYS, settings.HOME = "", tmp_path
    ring = ciphers.ring()
    file = tmp_path / "data.keys"
    file.write_text(file.read_text() + TWO)
    both = parse(file.read_text().splitlines(), where="test")
    assert 2 not in ring.data
    assert ciphers.unseal(both.seal("周", "a.b.c"), "a.b.c") == "周"


def test_threads_that_start_at_once_agree_on_one_key_file(settings, tmp_path):
    settings.KEYS, settings.HOME = "", tmp_path
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda _: ciphers.seal("周", "a.b.c"), range(8)))
    ciphers._read.cache_clear()
    assert {ciphers.unseal(each, "a.b.c") for each in sealed} == {"周"}
    assert [path.name for path in tmp_path.iterdir()] == ["data.keys"]


def test_keys_of_the_environment_are_not_added_to(settings):
    settings.KEYS = f"{ONE},{SEARCH}"
    with pytest.raises(KeysInEnvironment):
        ciphers.add_key()


def test_the_search_hash_knows_equal_values_of_one_kind_only(settings):
    settings.KEYS = f"{ONE},{SEARCH}"
    found = ciphers.search_hash("phone", "13800000001")
    assert len(found) == 32
    assert found == ciphers.search_hash("phone", "13800000001")
    assert found != ciphers.search_hash("phone", "13800000002")
    assert found != ciphers.search_hash("document", "13800000001")


def test_the_search_hash_depends_on_the_search_key_alone(settings):
    settings.KEYS = f"{ONE},{SEARCH}"
    found = ciphers.search_hash("phone", "13800000001")
    settings.KEYS = f"{TWO},{SEARCH}"
    assert ciphers.search_hash("phone", "13800000001") == found
    settings.KEYS = f"{ONE},search:" + base64.b64encode(b"z" * 32).decode()
    assert ciphers.search_hash("phone", "13800000001") != found
