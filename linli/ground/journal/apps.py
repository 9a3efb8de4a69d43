"""Finds the handlers of every installed app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    """The journal; loads every app's events and handlers at start."""

    name = "linli.ground.journal"

    def ready(self) -> None:
        autodiscover_modules("events", "handlers")
