"""Messages: what a row says of what was sent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linli.ground.notices import channels
from linli.ground.notices.actions import send_due
from linli.ground.notices.channels import Letter, NotSent
from linli.ground.notices.models import Message, masked_address
from linli.ground.notices.tests.news import texted

NOW = datetime(2026, 5, 11, 1, 0, tzinfo=UTC)


class Broken:
    """A channel whose other end refuses everything."""

    repeatable = True

    def send(self, letter: Letter) -> str:
        raise NotSent("gateway 400", final=True)


@pytest.mark.django_db
def test_a_message_is_sealed():
    sent = texted("13900000001", "您的诉求已受理", NOW)
    row = Message.objects.get(pk=sent.pk)
    assert (str(row.address), str(row.text)) == ("139****0001", "***")
    assert (row.text.open(), row.sent_at, row.error) == ("您的诉求已受理", None, "")


@pytest.mark.parametrize(
    ("address", "shown"),
    [("13900000001", "139****0001"), ("li@example.org", "l***@example.org"), ("wang", "w***")],
)
def test_an_address_is_shown_without_whose_it_is(address, shown):
    assert masked_address(address) == shown


@pytest.mark.django_db(transaction=True)
def test_a_message_that_the_channel_refused_is_kept_with_its_error(monkeypatch):
    monkeypatch.setitem(channels.CHANNELS, Message.Channel.SMS, Broken())
    message = texted("13900000001", "您好", NOW)
    send_due(at=NOW)
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.error) == ("failed", None, "gateway 400")
