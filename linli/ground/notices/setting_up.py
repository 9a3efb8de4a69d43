"""Which way out is in use for each channel, from the settings."""

from __future__ import annotations

from linli.environment import Outside
from linli.ground.notices.channels import Channel, Fake
from linli.ground.notices.gateways import SmsGateway, WeChat, WeCom
from linli.ground.notices.mail import MailServer


def ways_out(outside: Outside, *, demo: bool) -> dict[str, Channel]:
    """The channel for each name; a demonstration has none but fakes, so that nothing leaves it.

    Without a gateway SMS has the fake one, because codes to sign in go by it (linli.notices.W001);
    the other channels are simply not there, and the next one in the rule pack is taken.
    """
    if demo:
        return {name: Fake() for name in ("sms", "email", "wecom", "wechat")}
    found: dict[str, Channel] = {"sms": SmsGateway(outside) if outside.sms_url else Fake()}
    if outside.email_url:
        found["email"] = MailServer(outside)
    if outside.has_wecom:
        found["wecom"] = WeCom(outside)
    if outside.wechat_app:
        found["wechat"] = WeChat(outside)
    return found
