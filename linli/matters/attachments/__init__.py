"""Files that people send: checked by content, cleaned, kept encrypted, served by the rule."""

from linli.matters.attachments.contents import (
    Content,
    Infected,
    NoFilms,
    NoPhoto,
    Refused,
    StoreFull,
    TooLarge,
    TooLong,
)
from linli.matters.attachments.reading import read

__all__ = [
    "Content",
    "Infected",
    "NoFilms",
    "NoPhoto",
    "Refused",
    "StoreFull",
    "TooLarge",
    "TooLong",
    "read",
]
