"""What the page of a draft of the dispatch catalogue shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from linli.affairs.cases import rehearsal
from linli.affairs.cases.models import CatalogueDraft, DraftLine
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.queries import category_names
from linli.ground.digits import whole
from linli.ground.rulepacks.queries import pack_for


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a draft, with what its rehearsal says of it; `cases` is empty without one."""

    line: DraftLine
    category: str
    is_new: bool
    cases: int | None = None
    moved: int = 0


def context(draft: CatalogueDraft, at: datetime) -> dict[str, Any]:
    """The draft: its lines, those that change something first; what would end; its rehearsal."""
    today = timezone.localdate(at)
    every = list(draft.lines.select_related("place", "unit").defer("place__polygon"))
    beginning, ending = rehearsal.differences(draft, every, today)
    tried = draft.rehearsals.first()
    done = tried is not None and tried.finished_at is not None
    courses = rehearsal.courses(tried) if tried and done else []
    told = rehearsal.by_line(tried) if tried and done else None
    return {
        "draft": draft,
        "today": today,
        "lines": _lines(every, {line.pk for line in beginning}, told),
        "beginning": len(beginning),
        "ending": ending,
        "tried": tried,
        "done": done,
        "is_fresh": rehearsal.is_of(tried, draft),
        "courses": courses,
        "moved": sum(each.cases for each in courses),
        "nowhere": rehearsal.nowhere(tried) if tried and done else 0,
        "idle": sum(line.pk not in (told or ()) for line in every),
    }


def _lines(
    every: list[DraftLine], new: set[int], told: dict[int, tuple[int, int]] | None
) -> list[Line]:
    names = category_names(line.category_code for line in every)
    shown = [
        Line(
            line,
            names.get(line.category_code, ""),
            line.pk in new,
            *((None, 0) if told is None else told.get(line.pk, (0, 0))),
        )
        for line in every
    ]
    return sorted(shown, key=lambda each: not each.is_new)


def most_months(draft: CatalogueDraft, at: datetime) -> int:
    """How far back a rehearsal may go at most."""
    rules = pack_for(draft.area_id, timezone.localdate(at)).section(CasesPack)
    return rules.catalogue.rehearsal.months


def which(asked: Mapping[str, str]) -> Q | None:
    """The rows of a rehearsal that are asked for: from unit to unit, of a line, or nowhere."""
    if asked.get("line"):
        line = whole(asked["line"])
        return None if line is None else Q(line=line)
    units = {name: asked[name] for name in ("was", "now") if name in asked}
    if not units or not all(_is_unit(each) for each in units.values()):
        return None
    rows = Q(moves=True) if "was" in units else Q()
    for name, key in units.items():
        rows &= Q(**{name: None if key == rehearsal.NOBODY else int(key)})
    return rows


def _is_unit(key: str) -> bool:
    return key == rehearsal.NOBODY or whole(key) is not None
