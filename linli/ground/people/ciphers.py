"""Encryption of personal data, and the keyed hash by which encrypted data is found again.

A sealed text is: format (1 byte), key number (2 bytes), nonce (12), tag (16), data. SM4 in GCM
mode (GB/T 32907-2016) keeps it secret and unchanged, and ties it to its context (the column), so
that a value copied into another column does not open there. The key ring holds numbered data
keys: the highest number seals, every one opens.

The search key is kept apart and is not rotated with the data keys, because every hash in the
database depends on it: HMAC-SM3 under a key derived from it for each kind of value, so that equal
phone numbers have equal hashes and nobody without the key can try numbers out.
"""

from __future__ import annotations

import base64
import os
import struct
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

FORMAT = 1
HEADER = struct.Struct(">BH")
NONCE = 12
TAG = 16
DATA_KEY = 16
SEARCH_KEY = 32
LAST_NUMBER = 0xFFFF
SEARCH = "search"
FILE = "data.keys"
VARIABLE = "LINLI_KEYS"


class BadKeys(ValueError):
    """The key ring cannot be read; the message says which line and why."""


class WrongKey(ValueError):
    """A sealed text does not open: the key is missing or another, or the text was changed."""


class KeysInEnvironment(RuntimeError):
    """The key file was to be changed, but the keys come from the environment."""


class NoSuchKey(ValueError):
    """There is no data key of this number."""


class KeyInUse(ValueError):
    """The newest key seals everything new; it is not given up."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys in use. Data keys by number; the highest number is the newest."""

    data: Mapping[int, SM4]
    search: bytes

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.data)

    def seal(self, text: str, context: str) -> bytes:
        """Encrypt under the newest key, tied to `context`."""
        number, nonce = self.newest, os.urandom(NONCE)
        encryptor = Cipher(self.data[number], modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(context.encode())
        data = encryptor.update(text.encode()) + encryptor.finalize()
        return HEADER.pack(FORMAT, number) + nonce + encryptor.tag + data

    def open(self, sealed: bytes, context: str) -> str:
        """Decrypt what `seal` made for the same context. Raises WrongKey."""
        key = self.data.get(key_number(sealed))
        if key is None:
            raise WrongKey(f"Key {key_number(sealed)} is not in the key ring ({context}).")
        start = HEADER.size + NONCE
        mode = modes.GCM(sealed[HEADER.size : start], sealed[start : start + TAG])
        decryptor = Cipher(key, mode).decryptor()
        decryptor.authenticate_additional_data(context.encode())
        try:
            return (decryptor.update(sealed[start + TAG :]) + decryptor.finalize()).decode()
        except InvalidTag as error:
            raise WrongKey(
                f"Key {key_number(sealed)} does not open this value of {context}: "
                "it is another key, or the value was changed."
            ) from error


def key_number(sealed: bytes) -> int:
    """The number of the key a text is sealed with. Raises WrongKey for what is no sealed text."""
    if len(sealed) < HEADER.size + NONCE + TAG or sealed[0] != FORMAT:
        raise WrongKey("This is not a sealed text of a format that this version knows.")
    number: int = HEADER.unpack_from(sealed)[1]
    return number


def seal(text: str, context: str) -> bytes:
    """Encrypt with the ring in use."""
    return ring().seal(text, context)


def unseal(sealed: bytes, context: str) -> str:
    """Decrypt with the ring in use. Raises WrongKey."""
    return ring().open(sealed, context)


def search_hash(kind: str, text: str) -> bytes:
    """The hash (32 bytes) by which equal values of one kind are found. `text` is normalised."""
    hmac = _search_base(ring().search, kind).copy()
    hmac.update(text.encode())
    return hmac.finalize()


@lru_cache(maxsize=64)
def _search_base(key: bytes, kind: str) -> HMAC:
    derived = HKDF(hashes.SM3(), 32, salt=None, info=f"linli search {kind}".encode()).derive(key)
    return HMAC(derived, hashes.SM3())


def ring() -> KeyRing:
    """The key ring of the settings: LINLI_KEYS, or the file in LINLI_HOME, made at first use."""
    return _read(settings.KEYS, settings.HOME, _stamp())


def _stamp() -> int:
    """When the key file was written: a key that another process added seals here from now on."""
    try:
        return 0 if settings.KEYS else (settings.HOME / FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=8)
def _read(keys: str, home: Path, _written: int) -> KeyRing:
    if keys:
        return parse(keys.split(","), where=VARIABLE)
    path = home / FILE
    if not path.exists():
        _make(path)
    return parse(path.read_text().splitlines(), where=str(path))


def parse(lines: list[str], *, where: str) -> KeyRing:
    """Read `number:base64` and `search:base64`; empty lines and # remarks are skipped.

    Raises BadKeys, which names the place and the line and never the key.
    """
    data: dict[int, SM4] = {}
    search = b""
    for row, line in enumerate(lines, start=1):
        name, _, value = line.partition("#")[0].strip().partition(":")
        if not name:
            continue
        spot = f"{where}, key {row}"
        if name == SEARCH:
            search = _decode(value, SEARCH_KEY, spot)
        elif name.isascii() and name.isdigit() and 0 < int(name) <= LAST_NUMBER:
            data[int(name)] = SM4(_decode(value, DATA_KEY, spot))
        else:
            raise BadKeys(f"{spot}: expected a number from 1 to {LAST_NUMBER} or “{SEARCH}”.")
    if not data or not search:
        raise BadKeys(f"{where}: needs one data key (1:…) and the search key ({SEARCH}:…).")
    return KeyRing(data, search)


def _decode(value: str, size: int, spot: str) -> bytes:
    try:
        key = base64.b64decode(value.strip(), validate=True)
    except NotBase64 as error:
        raise BadKeys(f"{spot}: not base64.") from error
    if len(key) != size:
        raise BadKeys(f"{spot}: {size} bytes expected, {len(key)} found.")
    return key


def new_line(name: int | str) -> str:
    """A line of the key file with a fresh random key."""
    size = SEARCH_KEY if name == SEARCH else DATA_KEY
    return f"{name}:{base64.b64encode(os.urandom(size)).decode()}\n"


def _make(path: Path) -> None:
    """Write a first key file. Where two do so at once, the first one's stays for both."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remark = "# Whoever loses this file loses the names in the database. Keep a copy.\n"
    draft = _draft(path, remark + new_line(SEARCH) + new_line(1))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def add_key() -> int:
    """Add a data key to the key file and return its number; it seals from now on.

    Raises KeysInEnvironment: then LINLI_KEYS must be given a longer value by whoever sets it.
    """
    if settings.KEYS:
        raise KeysInEnvironment(f"The keys come from {VARIABLE}: add one there.")
    path = settings.HOME / FILE
    _read.cache_clear()
    number = ring().newest + 1
    _draft(path, path.read_text().rstrip("\n") + "\n" + new_line(number)).replace(path)
    _read.cache_clear()
    return number


def require_old(number: int) -> None:
    """Refuse to give up a key that is not there, or is the newest. Raises NoSuchKey, KeyInUse."""
    if number not in ring().data:
        raise NoSuchKey(_("There is no data key %(number)d.") % {"number": number})
    if number == ring().newest:
        words = _("Key %(number)d is the newest: it seals everything. Add another one first.")
        raise KeyInUse(words % {"number": number})


def remove_key(number: int) -> None:
    """Take a data key out of the key file.

    Raises KeysInEnvironment: then it is taken out of LINLI_KEYS by whoever sets it.
    """
    if settings.KEYS:
        words = _("Nothing is sealed with key %(number)d. Take it out of %(name)s and restart.")
        raise KeysInEnvironment(words % {"number": number, "name": VARIABLE})
    path = settings.HOME / FILE
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if line.partition(":")[0].strip() != str(number)]
    _draft(path, "".join(kept)).replace(path)


def _draft(path: Path, text: str) -> Path:
    """A file beside `path` that only its owner may read, on the disk before going on."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=path.name, delete=False) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(file.name)
