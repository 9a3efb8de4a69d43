"""Whose matter it is: the reporters of a case and of everything that is merged into it."""

from __future__ import annotations

from dataclasses import dataclass

from linli.affairs.cases.models import Case
from linli.ground.org.models import Unit
from linli.ground.people.models import Resident


@dataclass(frozen=True, slots=True)
class Party:
    """A reporter, and the case by whose number they follow the matter."""

    case: Case
    resident: Resident


def lead_of(case: Case) -> Case:
    """The case in which this one is handled: itself, unless it is merged into another."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def members(case: Case) -> list[Case]:
    """The cases merged into this one, and those merged into them; in the order of reporting."""
    found: list[Case] = []
    below = [case.pk] if case.gathered else []
    while below:
        read = Case.objects.filter(merged_into__in=below)
        part = list(read.select_related("reporter", "subject_unit"))
        found += part
        below = [member.pk for member in part if member.gathered]
    return sorted(found, key=lambda member: member.pk)


def parties_of(case: Case, merged: list[Case]) -> list[Party]:
    """The reporters, each once, however often they reported the matter."""
    found: dict[int, Party] = {}
    for each in [case, *merged]:
        if each.reporter is not None:
            found.setdefault(each.reporter.pk, Party(each, each.reporter))
    return list(found.values())


def parties(case: Case) -> list[Party]:
    """The reporters of a case and of what is merged into it: everybody who is to be told."""
    return parties_of(case, members(case))


def subjects(case: Case) -> list[Unit]:
    """The units complained about, in the case or in one merged into it."""
    units = (each.subject_unit for each in [case, *members(case)])
    return [unit for unit in units if unit is not None]
