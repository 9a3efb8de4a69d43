"""The ways a message leaves linli. A new way is one class and one line in CHANNELS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from linli.ground.notices.models import Message


class NotSent(RuntimeError):
    """The channel did not take the message; the text of the error is kept with it."""


class Channel(Protocol):
    """What a way of sending must offer."""

    def send(self, message: Message) -> None:
        """Hand the message over. Raises NotSent."""


class FakeSms:
    """Takes every message and sends none; the demo's inbox shows them (`/demo/sms/`)."""

    def send(self, message: Message) -> None:
        """Do nothing: the row is the message."""


CHANNELS: dict[str, Channel] = {"sms": FakeSms()}
"""The way in use for each kind of channel (`Message.Channel`)."""
