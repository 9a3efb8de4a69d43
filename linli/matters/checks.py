"""What must hold between flows, actions, roles and rule packs before the program starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core import checks

from linli.ground.rulepacks.registry import default_body
from linli.matters.attachments.media import are_taken
from linli.matters.flow import Flow
from linli.matters.models import FLOWS


@checks.register("linli")
def flows_are_whole(**kwargs: Any) -> list[checks.CheckMessage]:
    """Every move has a body, and every limit a default."""
    return [message for flow in FLOWS.values() for message in _faults(flow)]


def _faults(flow: Flow[Any]) -> Iterator[checks.CheckMessage]:
    for name in flow.moves:
        if name not in flow.bodies:
            yield checks.Error(f"{flow.kind}: no action does “{name}”.", id="linli.matters.E001")
    keys = [clock.limit for clock in flow.clocks if isinstance(clock.limit, str)]
    keys += [clock.extension for clock in flow.clocks if isinstance(clock.extension, str)]
    keys += [move.within for move in flow.moves.values()]
    keys += [move.at_most for move in flow.moves.values() if isinstance(move.at_most, str)]
    keys += [flow.ladder] if isinstance(flow.ladder, str) else []
    for key in filter(None, keys):
        if not _present(key):
            yield checks.Error(
                f"{flow.kind}: the default rule pack has no “{key}”.",
                hint="Add it to the app's pack.yaml.",
                id="linli.matters.E002",
            )


def _present(key: str) -> bool:
    value: Any = default_body()
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


@checks.register("linli")
def films_are_taken(**kwargs: Any) -> list[checks.CheckMessage]:
    """Say where the installation takes no films and recordings."""
    if are_taken():
        return []
    hint = "Install linli[film]; decision 0026 says what that brings along."
    return [checks.Info("Films and recordings are refused.", hint=hint, id="linli.matters.I001")]
