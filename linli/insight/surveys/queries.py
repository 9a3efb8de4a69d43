"""What came of a survey, with what must not be told left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.org.models import User
from linli.ground.places.models import Place
from linli.ground.rulepacks.queries import pack_for
from linli.ground.suppression import hide, hide_line
from linli.insight.surveys.estimates import margin, wilson
from linli.insight.surveys.models import Invitee, Question, Survey, Tally
from linli.insight.surveys.pack import SurveysPack
from linli.insight.surveys.rules import visible_to

MANY = 10**9
"""Of how many a place could have been drawn is not kept: its interval is not corrected for it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many gave an answer; None where that would tell of too few people."""

    label: str
    count: int | None
    share: float | None
    """In per cent of the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """The answers of everybody, or of one place."""

    label: str
    total: int
    cells: list[Cell]
    margin: float | None
    """In percentage points, at most (95 %)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What came of a question. Empty lines: too few answered."""

    question: Question
    options: list[str]
    everybody: Line | None
    groups: list[Line]
    good: float | None
    """Satisfied, or yes, in per cent; None where it cannot be told, or nothing counts as that."""
    low: float | None
    high: float | None
    """The interval of it (95 %)."""


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a survey, and how far it can be trusted."""

    survey: Survey
    smallest: int
    margin: float | None
    """In percentage points, at most (95 %)."""
    is_low: bool
    """Whether few of those asked have answered."""
    questions: list[Answers]


def rules_at(place: str, at: datetime) -> SurveysPack:
    """What the rule pack of a place says on the day."""
    return pack_for(place, timezone.localdate(at)).section(SurveysPack)


def visible_surveys(user: User, at: datetime) -> QuerySet[Survey]:
    """The surveys that the user may see, the newest first."""
    found = Survey.objects.filter(visible_to(user, at)).select_related("place", "created_by")
    return found.defer("place__polygon")


def published_surveys() -> QuerySet[Survey]:
    """The surveys whose results everybody may read, the newest first."""
    found = Survey.objects.filter(published_at__isnull=False).select_related("place")
    return found.defer("place__polygon").order_by("-published_at", "-pk")


def path_of(invitee: Invitee) -> str:
    """The path of the page on which an invitation is answered."""
    return reverse("surveys:answer", args=[invitee.code])


def results(survey: Survey, at: datetime) -> Results:
    """What came of a survey; three queries. Small cells, and what would tell them, are left out."""
    rules = rules_at(survey.place_id, at)
    counts: dict[int, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for key, group, option, count in Tally.objects.filter(question__survey=survey).values_list(
        "question", "group", "option", "count"
    ):
        counts[key][group][option] = count
    groups = {group for of_question in counts.values() for group in of_question}
    names = dict(Place.objects.filter(code__in=groups).values_list("code", "name"))
    smallest = rules.smallest_cell
    response = survey.response
    return Results(
        survey,
        smallest,
        margin(survey.answered, survey.frame_size) if survey.answered >= smallest else None,
        response is None or response < rules.low_response,
        [
            _answers(survey, each, counts[each.pk], names, smallest)
            for each in survey.questions.all()
        ],
    )


def _answers(
    survey: Survey,
    question: Question,
    counts: dict[str, dict[int, int]],
    names: dict[str, str],
    smallest: int,
) -> Answers:
    keys, options = zip(*question.options(), strict=True)
    table = {group: [row.get(key, 0) for key in keys] for group, row in sorted(counts.items())}
    everybody = [sum(column) for column in zip(*table.values(), strict=True)] if table else []
    total = sum(everybody)
    if total < smallest:
        return Answers(question, list(options), None, [], None, None, None)
    sides = _sides(question, keys)
    hidden = hide_line(everybody, smallest, sides)
    good = _good(question, keys, everybody, smallest)
    interval = None if good is None else wilson(good, total, survey.frame_size)
    return Answers(
        question,
        list(options),
        _line(_("Everybody"), options, everybody, hidden, survey.frame_size),
        _groups(table, options, names, smallest, hidden, sides),
        None if good is None else 100 * good / total,
        *(interval or (None, None)),
    )


def _sides(question: Question, keys: Sequence[int]) -> list[list[int]]:
    """Which columns are satisfied, or yes, and which are not; none where nothing counts as that."""
    if not question.good():
        return []
    return [
        [column for column, key in enumerate(keys) if (key in question.good()) == is_good]
        for is_good in (True, False)
    ]


def _good(question: Question, keys: Sequence[int], counts: list[int], smallest: int) -> int | None:
    """How many are satisfied; None where they, or the others, are too few to be told."""
    if not question.good():
        return None
    good = sum(count for key, count in zip(keys, counts, strict=True) if key in question.good())
    return None if any(hide_line([good, sum(counts) - good], smallest)) else good


def _groups(
    table: dict[str, list[int]],
    options: Sequence[str],
    names: dict[str, str],
    smallest: int,
    hidden: list[bool],
    sides: list[list[int]],
) -> list[Line]:
    """The answers place by place; those with few answers together, or not at all."""
    large = {group: row for group, row in table.items() if sum(row) >= smallest}
    rest = [row for group, row in table.items() if group not in large]
    if rest and sum(map(sum, rest)) < smallest and large:  # else it would follow from the sum
        rest.append(large.pop(min(large, key=lambda group: sum(large[group]))))
    lines = [(names.get(group, group), row) for group, row in large.items()]
    if rest:
        lines.append((_("Other places"), [sum(column) for column in zip(*rest, strict=True)]))
    if len(lines) < 2:
        return []
    cells = hide([row for _label, row in lines], smallest, sides)
    return [
        _line(label, options, row, [a or b for a, b in zip(line, hidden, strict=True)])
        for (label, row), line in zip(lines, cells, strict=True)
    ]


def _line(
    label: str, options: Sequence[str], counts: list[int], hidden: list[bool], frame: int = MANY
) -> Line:
    total = sum(counts)
    cells = [
        Cell(option, None, None) if is_hidden else Cell(option, count, 100 * count / total)
        for option, count, is_hidden in zip(options, counts, hidden, strict=True)
    ]
    return Line(label, total, cells, margin(total, frame))


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of those who are satisfied, or say yes, in per cent, with its interval (95 %)."""

    share: float
    low: float
    high: float
    good: int
    answers: int


def estimate(survey: Survey, place: str, at: datetime) -> Estimate | None:
    """What came of the first question that tells good from bad, in a place of the survey or in all.

    None before the end, where there is no such question, and where too few answered to tell.
    """
    question = next((each for each in survey.questions.all() if each.good()), None)
    if question is None or not survey.is_over(timezone.localdate(at)):
        return None
    table = _good_and_bad(question)
    smallest = rules_at(survey.place_id, at).smallest_cell
    frame = MANY
    if place == survey.place_id:
        columns = zip(*table.values(), strict=True)
        table, frame = {place: [sum(each) for each in columns] or [0, 0]}, survey.frame_size
    if place not in _tellable(table, smallest):
        return None
    good, total = table[place][0], sum(table[place])
    interval = wilson(good, total, frame)
    return None if interval is None else Estimate(100 * good / total, *interval, good, total)


def _good_and_bad(question: Question) -> dict[str, list[int]]:
    """How many of each group are satisfied, and how many are not."""
    table: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for group, option, count in question.tallies.values_list("group", "option", "count"):
        table[group][option not in question.good()] += count
    return dict(sorted(table.items()))


def _tellable(table: dict[str, list[int]], smallest: int) -> set[str]:
    """The groups of which both can be told, though those of everybody and of the others are."""
    groups = list(table)
    totals = hide_line([sum(table[group]) for group in groups], smallest)
    parts = hide([table[group] for group in groups], smallest)
    return {
        group
        for group, too_few, hidden in zip(groups, totals, parts, strict=True)
        if not too_few and not any(hidden)
    }
