"""Registers the check of the base map."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from linli.ground.places.checks import base_map_fits


class PlacesConfig(AppConfig):
    """Places, from the province down to the building."""

    name = "linli.ground.places"

    def ready(self) -> None:
        """Called once by Django."""
        register(base_map_fits)
