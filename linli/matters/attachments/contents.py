"""What becomes of an upload: a content ready to be kept, or a refusal that says why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _


class Refused(ValueError):
    """A file that is not taken; `str(error)` tells the sender why."""

    code = "refused"


class TooLarge(Refused):
    """The file is larger than the limit."""

    code = "too-large"


class TooLong(Refused):
    """The film or recording is longer than the rule pack allows."""

    code = "too-long"


class NoPhoto(Refused):
    """The file is none of the kinds that are taken, whatever its name says."""

    code = "no-photo"


class NoFilms(Refused):
    """This installation takes neither films nor recordings."""

    code = "no-films"


class Infected(Refused):
    """The scanner has found this very content to be harmful."""

    code = "infected"


class HasActiveContent(Refused):
    """A document that runs programs or carries other files."""

    code = "active-content"


class StoreFull(OSError):
    """The folder or bucket takes no more; nothing was kept, and later it can be tried again."""


@dataclass(frozen=True)
class Content:
    """A file ready to be kept."""

    name: str
    content_type: str
    data: bytes
    preview: bytes = b""
    """A small picture of it (JPEG), where there is something to see."""
    seconds: float = 0
    """How long a film or a recording lasts."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.data).hexdigest()


def not_taken(name: str) -> str:
    """What the sender of an unreadable file is told."""
    return _(
        "“%(name)s” cannot be read. Photos (JPEG, PNG, WebP, HEIC), PDF, sound and films are taken."
    ) % {"name": name}
