"""Registers the check of the holiday table."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from linli.ground.worktime.checks import holidays_known


class WorktimeConfig(AppConfig):
    """Working time: a library in an app's clothes, for its check and its messages."""

    name = "linli.ground.worktime"

    def ready(self) -> None:
        """Called once by Django."""
        register(holidays_known)
