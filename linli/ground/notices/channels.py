"""The ways a message leaves linli, behind one protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class NotSent(RuntimeError):
    """The other end did not take the letter. `final`: nor will it if it is tried again."""

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


class Doubtful(NotSent):
    """The connection broke after the letter had left: nobody knows whether it was taken."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a channel is given. The same `key` again is the same letter."""

    key: str
    address: str
    subject: str
    text: str
    at: datetime
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """What a way of sending must offer."""

    @property
    def repeatable(self) -> bool:
        """Whether the other end drops a letter whose key it has had before."""

    def send(self, letter: Letter) -> str:
        """Hand the letter over and return the other end's number for it.

        Raises NotSent, and Doubtful where it may have arrived.
        """


class Fake:
    """Takes every letter and sends none; the demonstration's inbox shows the messages."""

    repeatable = True

    def send(self, letter: Letter) -> str:
        """Do nothing: the row is the message."""
        return letter.key


CHANNELS: dict[str, Channel] = {}
"""The way in use for each kind of channel (`Message.Channel`); filled when Django starts."""
