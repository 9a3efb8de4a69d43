"""Finds the sections of every installed app, and checks their default files at start."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules

from linli.ground.rulepacks.checks import default_files_are_valid


class RulepacksConfig(AppConfig):
    """The rule packs."""

    name = "linli.ground.rulepacks"

    def ready(self) -> None:
        """Called once by Django."""
        autodiscover_modules("pack")
        register(default_files_are_valid)
