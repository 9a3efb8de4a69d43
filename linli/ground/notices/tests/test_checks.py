"""What is said about the settings of messages."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from linli.environment import Outside
from linli.ground.notices.channels import Fake
from linli.ground.notices.checks import messages_leave
from linli.ground.notices.setting_up import ways_out

SMS = {"sms_url": "https://sms.example.org/send", "sms_secret": "s"}


def ids(settings, *, demo=False, **outside):
    settings.DEMO, settings.GATEWAYS = demo, Outside(**outside)
    return [message.id for message in messages_leave(None)]


def test_what_is_not_sent_is_warned_of_outside_a_demonstration(settings):
    assert ids(settings) == ["linli.notices.W001", "linli.notices.W002"]
    assert ids(settings, demo=True) == []


def test_a_whole_set_up_is_not_warned_of(settings):
    assert ids(settings, **SMS, public_url="https://linli.example.org") == []


@pytest.mark.parametrize(
    "half",
    [
        {"sms_url": "https://sms.example.org"},
        {"email_url": "smtp://mail.example.org"},
        {"email_from": "linli@example.org"},
        {"wecom_corp": "corp"},
        {"wechat_app": "app"},
    ],
)
def test_half_a_gateway_is_an_error(settings, half):
    assert "linli.notices.E001" in ids(settings, **half)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"public_url": "linli.example.org"},
        {"public_url": "https://linli.example.org/path"},
        {"sms_url": "ftp://sms.example.org"},
        {"sms_body": "no json"},
        {"email_url": "imap://mail.example.org"},
        {"wecom_agent": -1},
    ],
)
def test_nonsense_is_refused(nonsense):
    with pytest.raises(ValidationError):
        Outside(**nonsense)


def test_each_channel_has_the_way_that_is_set_up():
    assert [*ways_out(Outside(), demo=False)] == ["sms"]
    robot = "https://qyapi.example.org/cgi-bin/webhook/send?key=k"
    ways = ways_out(
        Outside(**SMS, email_url="smtp://mail", wecom_url=robot, wechat_app="a"), demo=False
    )
    assert [*ways] == ["sms", "email", "wecom", "wechat"]
    assert not any(isinstance(way, Fake) for way in ways.values())


def test_nothing_leaves_a_demonstration():
    ways = ways_out(Outside(**SMS, wechat_app="a"), demo=True)
    assert {type(way) for way in ways.values()} == {Fake}
