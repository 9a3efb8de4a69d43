"""Sealing one word with the key of its record, and opening it as long as that key is whole.

A sealed word is, in base64: the number of its row key (8 bytes), nonce (12), tag (16), data. SM4
in GCM mode ties it to its record and its name, so that it opens nowhere else.
"""

from __future__ import annotations

import base64
import os
import struct
from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from linli.ground.journal.models import Entry
from linli.ground.journal.sealing import SEALED
from linli.ground.privacy.models import RowKey

SIZE, NONCE, TAG = 16, 12, 16
_number = struct.Struct(">Q")
_start = _number.size + NONCE + TAG


def seal_word(row: RowKey, name: str, text: str) -> str:
    """The text under the key of a record."""
    nonce = os.urandom(NONCE)
    encryptor = Cipher(SM4(_key(row)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_context(row, name))
    data = encryptor.update(text.encode()) + encryptor.finalize()
    return base64.b64encode(_number.pack(row.pk) + nonce + encryptor.tag + data).decode()


def words_of(entries: Iterable[Entry]) -> dict[int, dict[str, str] | None]:
    """By the number of the entry, the words it holds; None where their key was destroyed.

    Two queries, however many entries; those without words are left out.
    """
    sealed = {entry.pk: entry.data[SEALED] for entry in entries if SEALED in entry.data}
    parts = {
        pk: {name: base64.b64decode(text) for name, text in words.items()}
        for pk, words in sealed.items()
    }
    numbers = {_number.unpack_from(raw)[0] for words in parts.values() for raw in words.values()}
    rows = RowKey.objects.in_bulk(numbers)
    opened: dict[int, dict[str, str] | None] = {}
    for pk, words in parts.items():
        texts = {name: _open(rows, name, raw) for name, raw in words.items()}
        whole = {name: text for name, text in texts.items() if text is not None}
        opened[pk] = whole if len(whole) == len(texts) else None
    return opened


def _open(rows: dict[int, RowKey], name: str, raw: bytes) -> str | None:
    row = rows.get(_number.unpack_from(raw)[0])
    if row is None or row.destroyed_at:
        return None
    nonce, tag = raw[_number.size : _start - TAG], raw[_start - TAG : _start]
    decryptor = Cipher(SM4(_key(row)), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(_context(row, name))
    return (decryptor.update(raw[_start:]) + decryptor.finalize()).decode()


def _key(row: RowKey) -> bytes:
    return base64.b64decode(row.secret.open())


def _context(row: RowKey, name: str) -> bytes:
    return f"{row.kind}:{row.key}:{name}".encode()
