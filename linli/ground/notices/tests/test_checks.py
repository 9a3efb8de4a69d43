"""The warning about messages that nobody sends."""

from __future__ import annotations

from linli.ground.notices.channels import CHANNELS
from linli.ground.notices.checks import messages_leave


class Gateway:
    """A channel that sends."""

    def send(self, message: object) -> None:
        """Pretend."""


def test_a_fake_channel_is_warned_of_outside_a_demonstration(settings):
    settings.DEMO = False
    assert [warning.id for warning in messages_leave(None)] == ["linli.notices.W001"]
    settings.DEMO = True
    assert messages_leave(None) == []


def test_a_real_channel_is_not_warned_of(settings, monkeypatch):
    settings.DEMO = False
    monkeypatch.setitem(CHANNELS, "sms", Gateway())
    assert messages_leave(None) == []
