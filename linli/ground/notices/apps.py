"""Finds the notices of every installed app, and registers the check of the channels."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules

from linli.ground.notices.channels import CHANNELS
from linli.ground.notices.checks import messages_leave
from linli.ground.notices.setting_up import ways_out


class NoticesConfig(AppConfig):
    """What people are told, and the sign-in that goes by a message."""

    name = "linli.ground.notices"

    def ready(self) -> None:
        """Called once by Django."""
        autodiscover_modules("notices")
        CHANNELS.update(ways_out(settings.GATEWAYS, demo=settings.DEMO))
        register(messages_leave)
