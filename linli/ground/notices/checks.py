"""A warning where residents wait for messages that nobody sends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from linli.ground.notices.channels import CHANNELS, Fake


def messages_leave(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[checks.CheckMessage]:
    """linli.notices.W001 for each channel that is a fake one outside a demonstration."""
    return [
        checks.Warning(
            f"Nothing is sent by {name}: residents cannot sign in by phone.",
            hint="Add a gateway to CHANNELS (see linli/ground/notices/README.md), "
            "or set LINLI_DEMO=1 for a demonstration.",
            id="linli.notices.W001",
        )
        for name, channel in CHANNELS.items()
        if isinstance(channel, Fake) and not settings.DEMO
    ]
