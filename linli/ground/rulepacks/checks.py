"""A stop at the start of the program when an app ships defaults that its own model refuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from linli.ground.rulepacks.registry import SECTIONS, faults_of_default


def default_files_are_valid(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[CheckMessage]:
    """linli.rulepacks.E001 for each fault of a default file, with its line."""
    return [
        Error(
            f"{made.file}: {fault}",
            hint="Mend the file, or the section's model in pack.py beside it.",
            obj=made.name,
            id="linli.rulepacks.E001",
        )
        for made in SECTIONS.values()
        for fault in faults_of_default(made)
    ]
