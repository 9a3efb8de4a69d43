"""The store: contents encrypted in pieces under a key of their own, so that any part can be read.

Each piece of 64 KiB is SM4 in GCM mode (GB/T 32907-2016). A key seals one content and its preview
and never anything else, so the number of the piece is the nonce; content and preview are told
apart by its first bytes, and the last piece says that it is the last.
"""

from __future__ import annotations

import base64
import os
import struct
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import IO, Protocol, cast
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from linli.ground.people.ciphers import TAG, WrongKey, search_hash
from linli.matters.attachments.contents import Content, StoreFull
from linli.matters.models import Blob

ROOT = "blobs"
SMALL = ".preview"
PIECE = 64 * 1024
CONTENT, PREVIEW = 0, 1
NONCE = struct.Struct(">IQ")
SEALED = PIECE + TAG


class InParts(Protocol):
    """A place of files of which a part can be read: Folder or Bucket."""

    def part(self, name: str, start: int, stop: int) -> AbstractContextManager[IO[bytes]]:
        """The bytes from one up to another, to be read. Raises OSError."""
        ...


def digest_of(content: Content) -> bytes:
    """The keyed digest by which an equal content is found; without the key nobody can try."""
    return search_hash("blob", content.digest)


def put(content: Content, *, scan: str, at: datetime) -> Blob:
    """Encrypt a content under a new key and lay it into the store; the row is not saved yet.

    Raises StoreFull.
    """
    key = os.urandom(16)
    blob = Blob(
        digest=digest_of(content),
        name=uuid4().hex,
        key=base64.b64encode(key).decode(),
        size=len(content.data),
        has_preview=bool(content.preview),
        scan=scan,
        created_at=at,
    )
    try:
        _lay(blob, key, content)
    except OSError as error:
        raise StoreFull(_("Files cannot be kept just now: the disk is full.")) from error
    return blob


def _lay(blob: Blob, key: bytes, content: Content) -> None:
    """Lay a content and its preview into the store: both, or neither. Raises OSError."""
    default_storage.save(path_of(blob), ContentFile(_seal(key, CONTENT, content.data)))
    if not content.preview:
        return
    try:
        sealed = ContentFile(_seal(key, PREVIEW, content.preview))
        default_storage.save(path_of(blob, PREVIEW), sealed)
    except OSError:
        remove(blob)
        raise


def path_of(blob: Blob, what: int = CONTENT) -> str:
    """Where a content or its preview lies in the store."""
    return f"{ROOT}/{blob.name[:2]}/{blob.name}{SMALL if what == PREVIEW else ''}"


def remove(blob: Blob) -> None:
    """Take a content and its preview out of the store."""
    for what in (CONTENT, PREVIEW):
        default_storage.delete(path_of(blob, what))


def lying() -> Iterator[str]:
    """The path of everything in the store, whatever it is."""
    try:
        folders, _files = default_storage.listdir(ROOT)
    except FileNotFoundError:  # nothing was ever kept in this folder; a bucket has no folders
        return
    for folder in folders:
        for name in default_storage.listdir(f"{ROOT}/{folder}")[1]:
            yield f"{ROOT}/{folder}/{name}"


def content_of(blob: Blob) -> bytes:
    """The whole content. Raises OSError when it is gone, WrongKey when it was changed."""
    return b"".join(part_of(blob, 0, blob.size))


def preview_of(blob: Blob) -> bytes:
    """The small picture. Raises OSError when there is none."""
    with default_storage.open(path_of(blob, PREVIEW), "rb") as file:
        sealed = file.read()
    key = _key_of(blob)
    pieces = range(0, len(sealed), SEALED)
    return b"".join(
        _open(key, PREVIEW, number, sealed[at : at + SEALED], at + SEALED >= len(sealed))
        for number, at in enumerate(pieces)
    )


def part_of(blob: Blob, start: int, stop: int) -> Iterator[bytes]:
    """The content from one byte up to another. Raises OSError, WrongKey at the first piece."""
    key, last = _key_of(blob), max(0, blob.size - 1) // PIECE
    first, after = start // PIECE, max(0, stop - 1) // PIECE + 1
    with cast(InParts, default_storage).part(path_of(blob), first * SEALED, after * SEALED) as file:
        for number in range(first, after):
            piece = _open(key, CONTENT, number, file.read(SEALED), number == last)
            begin = number * PIECE
            yield piece[max(0, start - begin) : stop - begin]


def _key_of(blob: Blob) -> SM4:
    return SM4(base64.b64decode(blob.key.open()))


def _seal(key: bytes, what: int, data: bytes) -> bytes:
    cipher, sealed = SM4(key), bytearray()
    starts = range(0, max(1, len(data)), PIECE)
    for number, at in enumerate(starts):
        encryptor = Cipher(cipher, modes.GCM(NONCE.pack(what, number))).encryptor()
        encryptor.authenticate_additional_data(_end(at + PIECE >= len(data)))
        sealed += encryptor.update(data[at : at + PIECE]) + encryptor.finalize() + encryptor.tag
    return bytes(sealed)


def _open(key: SM4, what: int, number: int, sealed: bytes, is_last: bool) -> bytes:
    body, tag = sealed[:-TAG], sealed[-TAG:]
    try:
        decryptor = Cipher(key, modes.GCM(NONCE.pack(what, number), tag)).decryptor()
        decryptor.authenticate_additional_data(_end(is_last))
        return decryptor.update(body) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise WrongKey(f"Piece {number} of a file was changed, or has another key.") from error


def _end(is_last: bool) -> bytes:
    return b"last" if is_last else b""
