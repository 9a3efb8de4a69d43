"""Registers the check of the channels."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from linli.ground.notices.checks import messages_leave


class NoticesConfig(AppConfig):
    """Messages to people, and the sign-in that goes by one."""

    name = "linli.ground.notices"

    def ready(self) -> None:
        """Called once by Django."""
        register(messages_leave)
