"""A stop at the start of the program when a kind of record has no time after which it ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from linli.ground.people.purposes import shipped
from linli.ground.privacy.pack import Keep
from linli.ground.privacy.registry import KINDS


def every_kind_has_a_limit(
    app_configs: Sequence[AppConfig] | None, **_options: Any
) -> list[CheckMessage]:
    """linli.privacy.E001: a kind without a limit; E002: one for a purpose that nobody knows."""
    purposes = {purpose.code for purpose in shipped()}
    limits = [kind for kind in KINDS.values() if kind.limit not in Keep.model_fields]
    strays = [kind for kind in KINDS.values() if kind.purpose not in purposes]
    return [
        *(
            Error(f"{kind.name}: privacy.keep.{kind.limit} is missing.", id="linli.privacy.E001")
            for kind in limits
        ),
        *(
            Error(f"{kind.name}: there is no purpose {kind.purpose}.", id="linli.privacy.E002")
            for kind in strays
        ),
    ]
