"""What is wrong with the settings of messages, seen at the start and by `linli doctor`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from linli.environment import Outside

HALF = {
    "sms_account": "sms_url",
    "sms_url": "sms_secret",
    "sms_templates": "sms_url",
    "email_from": "email_url",
    "email_url": "email_from",
    "wecom_secret": "wecom_corp",
    "wecom_corp": "wecom_secret",
    "wechat_secret": "wechat_app",
    "wechat_app": "wechat_secret",
    "wechat_templates": "wechat_app",
}
"""What is set makes no sense without the other."""

GUIDE = "See docs/howto/send-messages.md, or set LINLI_DEMO=1 for a demonstration."


def messages_leave(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[checks.CheckMessage]:
    """linli.notices.E001: half a gateway. W001: no SMS. W002: no address for links."""
    return list(_faults(settings.GATEWAYS))


def _faults(outside: Outside) -> Iterator[checks.CheckMessage]:
    for name, other in HALF.items():
        if getattr(outside, name) and not getattr(outside, other):
            yield checks.Error(
                f"LINLI_{name.upper()} is set and LINLI_{other.upper()} is not.",
                hint="Set both or neither (docs/howto/send-messages.md).",
                id="linli.notices.E001",
            )
    if settings.DEMO:
        return
    if not outside.sms_url:
        yield checks.Warning(
            "Nothing is sent by SMS: residents cannot sign in by phone.",
            hint=f"Set LINLI_SMS_URL and LINLI_SMS_SECRET. {GUIDE}",
            id="linli.notices.W001",
        )
    if not outside.public_url:
        yield checks.Warning(
            "Messages carry no links: the address of the pages is not known.",
            hint="Set LINLI_PUBLIC_URL, such as https://linli.example.org.",
            id="linli.notices.W002",
        )
