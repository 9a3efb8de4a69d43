"""Finds what every installed app keeps of people, and for how long."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PrivacyConfig(AppConfig):
    """How long personal data stays, and the keys of words that can be destroyed."""

    name = "linli.ground.privacy"

    def ready(self) -> None:
        """Called once by Django."""
        autodiscover_modules("retention")
