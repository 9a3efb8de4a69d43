"""What would happen if a pack were published: its faults, here and in the places below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.ground.rulepacks.documents import Document, Fault, PackInvalid, parse
from linli.ground.rulepacks.merging import levels_of, merge_all
from linli.ground.rulepacks.models import RulePack
from linli.ground.rulepacks.registry import SECTIONS, default_body
from linli.ground.rulepacks.sentences import faults_in


@dataclass(frozen=True, slots=True)
class Layer:
    """A pack that is, or the one that is being rehearsed (its version is the highest)."""

    place_code: str
    valid_from: date
    version: float
    body: Mapping[str, Any]


def faults_of(place_code: str, text: str, valid_from: date) -> list[Fault]:
    """Everything for which this pack could not be published; empty when it could.

    The pack is laid on what is above it, and every pack below it on the pack, on its first day
    and on each later day on which one of them changes. What was wrong without it is not its fault.
    """
    try:
        document = parse(text)
    except PackInvalid as invalid:
        return list(invalid.faults)
    others = _neighbours(place_code)
    new = Layer(place_code, valid_from, float("inf"), document.data)
    found: dict[tuple[str, str], Fault] = {}
    for code, day in _occasions(new, others):
        for fault in _caused(code, day, new, others, document):
            # The same fault again, at a later day or a place below, says nothing new.
            here = code == place_code and day == valid_from
            found.setdefault(
                (fault.key, fault.message), fault if here else _elsewhere(fault, code, day)
            )
    return sorted(found.values(), key=lambda fault: (fault.line is None, fault.line or 0))


def _neighbours(place_code: str) -> list[Layer]:
    above = levels_of(place_code)
    return [
        Layer(pack.place_code, pack.valid_from, pack.version, pack.data)
        for pack in RulePack.objects.all()
        if pack.place_code in above or pack.place_code.startswith(place_code)
    ]


def _occasions(new: Layer, others: Iterable[Layer]) -> list[tuple[str, date]]:
    """The places and days to look at, the pack's own first."""
    below = {each.place_code for each in others if len(each.place_code) > len(new.place_code)}
    days = {each.valid_from for each in others if each.valid_from > new.valid_from}
    return [
        (code, day)
        for code in [new.place_code, *sorted(below)]
        for day in [new.valid_from, *sorted(days)]
    ]


def _caused(
    code: str, day: date, new: Layer, others: list[Layer], document: Document
) -> list[Fault]:
    """The faults at a place on a day that are there with the pack and were not without it."""
    stack = _stack(code, day, [*others, new])
    if new not in stack:
        return []
    models = {name: made.model for name, made in SECTIONS.items()}
    before = _stack(code, day, others)
    old = {_mark(fault) for fault in faults_in(_body(before), models, Document({}, {}))}
    faults = faults_in(_body(stack), models, document)
    own = stack[-1] is new
    return [fault for fault in faults if _mark(fault) not in old or (own and fault.line)]


def _mark(fault: Fault) -> tuple[str, str]:
    return fault.key, fault.message


def _stack(code: str, day: date, layers: Iterable[Layer]) -> list[Layer]:
    in_force: dict[str, Layer] = {}
    for layer in sorted(layers, key=lambda layer: (layer.valid_from, layer.version)):
        if layer.valid_from <= day and layer.place_code in levels_of(code):
            in_force[layer.place_code] = layer
    return sorted(in_force.values(), key=lambda layer: len(layer.place_code))


def _body(stack: Iterable[Layer]) -> dict[str, Any]:
    return merge_all([default_body(), *(layer.body for layer in stack)])


def _elsewhere(fault: Fault, code: str, day: date) -> Fault:
    message = _("{fault} (in {place} from {day} on)")
    return Fault(
        fault.key, fault.line, message.format(fault=fault.message, place=code, day=day.isoformat())
    )
