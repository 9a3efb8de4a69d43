"""Loads every flow with its bodies and its words, and refuses to start when one does not fit."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MattersConfig(AppConfig):
    """Everything in hand."""

    name = "linli.matters"

    def ready(self) -> None:
        autodiscover_modules("flow", "actions", "checks", "searching", "cards")
