"""What a model of categories can learn from, and what it is worth on cases that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.affairs.cases.models import Case, State
from linli.affairs.cases.pack import SuggestionRules
from linli.affairs.cases.suggesting.reading import LEVEL, ranked, words_of
from linli.matters.models import Seal
from linli.text.classify import Model
from linli.text.classify.calibration import macro_f1
from linli.text.classify.labelled import Row

UNDECIDED = (State.REPORTED, State.NOT_ACCEPTED, State.WITHDRAWN, State.MERGED)
"""In these states nobody has had the last word on the category, or there is no need to learn it."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a model was worth: the mean over the categories, and how often it may fill in.

    `right`: the share right where it was sure, 1 where it never was. `asked`: the share left to a
    person.
    """

    macro_f1: float
    right: float
    asked: float


def decided_rows(until: datetime, at: datetime, most: int) -> tuple[list[Row], list[Row]]:
    """The newest cases with the category that a person gave them: those before `until`, and later.

    Without what is personal in their words; not what is sealed or de-identified.
    """
    cases = Case.objects.filter(category__code__regex=rf"^\d{{{LEVEL}}}", opened_at__lt=at)
    cases = cases.filter(archived_at=None).exclude(state__in=UNDECIDED)
    cases = cases.exclude(pk__in=Seal.objects.standing().values("matter"))
    newest = cases.order_by("-opened_at", "-pk")
    columns = ("opened_at", "title", "text", "category")
    before: list[Row] = []
    later: list[Row] = []
    for opened_at, title, text, category in newest.values_list(*columns)[:most]:
        row = Row(words_of(title, text), category[:LEVEL])
        (before if opened_at < until else later).append(row)
    return before, later


def worth(model: Model, rows: Sequence[Row], rules: SuggestionRules) -> Worth:
    """What the model says of these cases as it would suggest it; `rows` are not empty."""
    codes = sorted({row.code for row in rows})
    at = {code: number for number, code in enumerate(codes)}
    found, sure, right = [], 0, 0
    for row in rows:
        code, chance = next(iter(ranked(model, row.text, rules.shown)), ("", 0.0))
        found.append(at.get(code, len(codes)))  # one that is never right counts for no category
        sure += chance >= rules.category
        right += chance >= rules.category and code == row.code
    return Worth(
        macro_f1=macro_f1(found, [at[row.code] for row in rows], len(codes)),
        right=right / sure if sure else 1.0,
        asked=1 - sure / len(rows),
    )
