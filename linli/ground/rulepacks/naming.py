"""The names of places, lent by the app that knows them: places stand above rule packs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import gettext as _

from linli.ground.rulepacks.merging import EVERYWHERE

Namer = Callable[[Collection[str]], Mapping[str, str]]

_namers: list[Namer] = []


def named_by(namer: Namer) -> Namer:
    """Let `namer` name places: it gets codes and gives the names of those it knows."""
    if namer not in _namers:
        _namers.append(namer)
    return namer


def names_of(codes: Collection[str]) -> dict[str, str]:
    """A name for every code; the code itself where nobody knows a name."""
    names = {code: code for code in codes}
    for namer in _namers:
        names |= namer(codes)
    if EVERYWHERE in names:
        names[EVERYWHERE] = _("All places")
    return names
