"""Reads about cases that need more than one queryset method."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.db import models
from django.utils import timezone

from linli.affairs.cases.models import (
    Case,
    CatalogueDraft,
    CatalogueEdition,
    Category,
    Dispatch,
    DispatchRule,
    State,
    Type,
)
from linli.affairs.cases.pack import CasesPack, CategoryRule
from linli.affairs.cases.rules import may_see_reporter, scope, visible_to
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import NoUnit, unit_for
from linli.ground.people.models import phone_hash
from linli.ground.places.codes import CODE_LENGTHS, ancestor_codes
from linli.ground.places.codes import Level as PlaceLevel
from linli.ground.places.models import Place, under
from linli.ground.places.queries import CHOICES, choices, full_names
from linli.ground.questions import Question
from linli.ground.reference.queries import recall
from linli.ground.rulepacks.queries import Pack, pack_for
from linli.ground.worktime.limits import Limit
from linli.matters.models import Application, Matter, Pause
from linli.matters.scopes import Scope


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where the dispatch catalogue would send a case, and the rule that says so."""

    rule: DispatchRule
    unit: Unit


def category_rule(category: Category | None, pack: Pack) -> CategoryRule:
    """What the rule pack says of a category."""
    return pack.section(CasesPack).category(category.codes if category else [])


def handle_limit(case: Case, pack: Pack) -> Limit:
    """How long handling may take: the category's own limit, else the one of the urgency."""
    own = category_rule(case.category, pack).handle
    limit = own or getattr(pack.section(CasesPack).limits.handle, case.urgency)
    assert isinstance(limit, Limit)
    return limit


def best_rule(category: Category | None, place_code: str, on: date) -> DispatchRule | None:
    """The line of the catalogue that fits best: the longest category, then the nearest place."""
    categories = ("", *(category.codes if category else ()))
    places = (*ancestor_codes(place_code), place_code)

    def read() -> list[DispatchRule]:
        fitting = DispatchRule.objects.in_force(on).filter(
            category_code__in=categories, place_id__in=places
        )
        return list(fitting.select_related("unit", "place").defer("place__polygon"))

    fitting = recall(("dispatch rules", categories, place_code, on), read)
    return max(fitting, key=_special, default=None)


def _special(rule: DispatchRule) -> tuple[int, int, int]:
    return len(rule.category_code), len(rule.place_id), rule.pk


def edition_on(place_code: str, on: date) -> CatalogueEdition | None:
    """The edition of the catalogue that holds at a place; None as long as it is as it was set up.

    Recalled.
    """
    district = place_code[: CODE_LENGTHS[PlaceLevel.DISTRICT]]

    def read() -> list[CatalogueEdition]:
        begun = CatalogueEdition.objects.filter(district=district, valid_from__lte=on)
        return list(begun.order_by("-valid_from", "-number")[:1])

    return next(iter(recall(("catalogue edition", district, on), read)), None)


def newest_edition(place_code: str) -> CatalogueEdition | None:
    """The newest edition of the catalogue of a place's district, whenever it comes into force."""
    district = place_code[: CODE_LENGTHS[PlaceLevel.DISTRICT]]
    return CatalogueEdition.objects.filter(district=district).order_by("-number").first()


def suggestion(rule: DispatchRule | None, place_code: str, at: datetime) -> Suggestion | None:
    """The unit that a line of the catalogue means at this place; None where there is none."""
    if rule is None:
        return None
    try:
        return Suggestion(rule, rule.unit or unit_for(place_code, rule.level, at))
    except NoUnit:
        return None


def suggest(category: Category | None, place_code: str, at: datetime) -> Suggestion | None:
    """Where the catalogue would send a case of this category at this place."""
    return suggestion(best_rule(category, place_code, timezone.localdate(at)), place_code, at)


def visible_cases(user: User, at: datetime) -> models.QuerySet[Case]:
    """The cases that the user may see."""
    return Case.objects.filter(visible_to(user, at))


def find_case(number: str, user: User, at: datetime) -> Case | None:
    """The case with this number and what its answer shows, if the user may see it."""
    if user.kind == User.Kind.RESIDENT:
        return _in_full(visible_cases(user, at).filter(number=number)).first()
    return next(iter(_among(scope(user, at)).ask(number)), None)


@lru_cache(maxsize=1_000)
def _among(scope: Scope) -> Question[Case]:
    """Which case has a number, among those of a scope; composed once for each."""
    seen = Case.objects.filter(scope.condition())
    return Question(lambda number: _in_full(seen.filter(number=number)), "number")


def _in_full(cases: models.QuerySet[Case]) -> models.QuerySet[Case]:
    return cases.select_related("holder", "subject_unit", "reporter", "category", "assignee")


DISPATCHES = Question(
    lambda key: Dispatch.objects.filter(case_id=key).select_related("unit", "suggested", "edition"),
    -1,
)
"""To which units a case was given, in their order."""


def in_charge(case: Matter, whom: str) -> tuple[str, ...]:
    """By which capabilities the ladder finds somebody in a unit without a head."""
    if whom == "assignee":
        return ("cases.triage" if case.state == State.REPORTED else HANDLES,)
    return ("cases.remind", HANDLES)


HANDLES = "cases.handle"

JOINABLE_WITHIN = timedelta(days=60)


def joinable(case: Case, at: datetime) -> models.QuerySet[Case]:
    """Open cases of the same kind near by that a neighbour may say are the same as their own."""
    if not case.category_id:
        return Case.objects.none()
    near = open_to_neighbours(case.place_id, at).filter(opened_at__gt=at - JOINABLE_WITHIN)
    return near.filter(category__code__startswith=case.category_id[:4]).exclude(pk=case.pk)


def open_to_neighbours(place_code: str, at: datetime) -> models.QuerySet[Case]:
    """Open cases of the same grid or community that may be shown to a neighbour, without words.

    Never tip-offs and complaints about a unit, nor of a category that the rule pack keeps from
    neighbours, or of none yet: it might be such a one.
    """
    pack = pack_for(place_code, timezone.localdate(at)).section(CasesPack)
    kept_back = models.Q(category=None)
    for code in pack.suggestions.not_to_neighbours:
        kept_back |= models.Q(category__code__startswith=code)
    near = under(place_code[:COMMUNITY_DIGITS], "place_id")
    open_ = Case.objects.filter(near, closed_at=None, subject_unit=None).exclude(kept_back)
    return open_.exclude(type__in=(Type.TIP_OFF, Type.COMPLAINT))


COMMUNITY_DIGITS = 12


def counted(cases: models.QuerySet[Case]) -> models.QuerySet[Case]:
    """Each matter once: a case merged into another is counted there."""
    return cases.exclude(state=State.MERGED)


def assessed(cases: models.QuerySet[Case], at: datetime) -> models.QuerySet[Case]:
    """The cases that enter the three rates at this moment.

    Left out are those in which the staff acted before anybody complained, and those deferred with
    approval, for as long as they are (挂账).
    """
    return counted(cases).filter(~models.Exists(deferrals(at)), occasion="")


def deferrals(at: datetime) -> models.QuerySet[Pause]:
    """Of a case in a queryset: the approved deferrals under which it rests at this moment."""
    granted = Application.objects.filter(
        matter=models.OuterRef("deadline__matter"),
        what="deferral",
        granted=True,
        judged_at=models.OuterRef("started_at"),
    )
    over = models.Q(ended_at=None) | models.Q(ended_at__gt=at)
    resting = Pause.objects.filter(over, started_at__lte=at, until__gt=at)
    return resting.filter(models.Exists(granted), deadline__matter=models.OuterRef("pk"))


def grouped_categories() -> list[tuple[str, list[tuple[str, str]]]]:
    """The categories in use for a select: second and third level, in groups by the first.

    Recalled, so nobody may change them.
    """
    return recall("categories in groups", _group_categories)


def _group_categories() -> list[tuple[str, list[tuple[str, str]]]]:
    names = {code: name for code, (name, retired_on) in _categories().items() if not retired_on}
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name in names.items():
        if len(code) == 4:
            groups.setdefault(code[:2], []).append((code, name))
        elif len(code) == 6:
            label = f"{names.get(code[:4], code[:4])} · {name}"
            groups.setdefault(code[:2], []).append((code, label))
    return [(names.get(code, code), listed) for code, listed in groups.items()]


def _categories() -> dict[str, tuple[str, date | None]]:
    """Name and day of retirement of every category, by code; recalled."""
    every = Category.objects.order_by("code").values_list("code", "name", "retired_on")
    return recall("categories", lambda: {code: (name, on) for code, name, on in every})


def category_names(codes: Iterable[str]) -> dict[str, str]:
    """By code, the names of categories and of those above them, with that of the first level."""
    wanted = {code[:length] for code in codes for length in (2, 4, 6) if len(code) >= length}
    names = {code: found[0] for code in wanted if (found := _categories().get(code))}
    return {
        code: name if len(code) == 2 else f"{names.get(code[:2], code[:2])} · {name}"
        for code, name in names.items()
    }


def places_to_report(user: User, capability: str, text: str, at: datetime) -> list[tuple[str, str]]:
    """Codes and full names of the places to offer to whoever enters a report.

    Those found by `text` in the areas of the user's duties; without a text the areas and what
    lies directly below them.
    """
    areas = sorted({duty.unit.place_id for duty in user.duties_with(capability, at)})
    found: list[Place] = []
    for area in areas:
        if text.strip():
            found += choices(text, within=area)
        else:
            below = Place.objects.children_of(area) | Place.objects.filter(code=area)
            found += below.filter(valid_to=None)[:CHOICES]
    names = full_names(found) if found else {}
    return [(place.code, names[place.code]) for place in found]


def earlier_cases(phone: str, user: User, at: datetime) -> list[Case]:
    """The newest cases of whoever has this phone, as far as the user may learn whose they are.

    `phone` is normalised.
    """
    cases = visible_cases(user, at).filter(reporter__phone_hash=phone_hash(phone))
    newest = cases.select_related("reporter", "subject_unit", "place").order_by("-opened_at")[:10]
    return [case for case in newest if may_see_reporter(user, case, at)]


def catalogue_ever(user: User, at: datetime) -> models.QuerySet[DispatchRule]:
    """The lines, ended ones too, that concern the user's area: in it, or above it."""
    lines = models.Q(pk__in=())
    for duty in user.duties_with("cases.catalogue", at):
        area = duty.unit.place_id
        lines |= under(area, "place_id") | models.Q(place__in=ancestor_codes(area))
    rules = DispatchRule.objects.filter(lines).select_related("place", "unit", "begun_in")
    return rules.defer("place__polygon")


def catalogue(user: User, at: datetime) -> models.QuerySet[DispatchRule]:
    """The lines in force or to come that concern the user's area."""
    held = models.Q(valid_to=None) | models.Q(valid_to__gt=timezone.localdate(at))
    rules = catalogue_ever(user, at).filter(held)
    return rules.order_by("category_code", "place_id", "valid_from")


def rule_with(pk: int) -> DispatchRule | None:
    """The line of the catalogue with this key, and its place; recalled."""

    def read() -> DispatchRule | None:
        rules = DispatchRule.objects.select_related("place").defer("place__polygon")
        return rules.filter(pk=pk).first()

    return recall(("dispatch rule", pk), read)


def month(day: date, back: int) -> date:
    """The first day of the month so many months before."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def begin_of(day: date) -> datetime:
    """The moment at which a day begins in the district."""
    return timezone.make_aware(datetime.combine(day, time.min))


def drafts_ever(user: User, at: datetime) -> models.QuerySet[CatalogueDraft]:
    """The drafts of areas in which the user keeps the catalogue."""
    inside = models.Q(pk__in=())
    for duty in user.duties_with("cases.catalogue", at):
        inside |= under(duty.unit.place_id, "area_id")
    drafts = CatalogueDraft.objects.filter(inside)
    return drafts.select_related("area", "back_to", "edition", "begun_by").defer("area__polygon")


def drafts(user: User, at: datetime) -> models.QuerySet[CatalogueDraft]:
    """Those of them that can still be changed."""
    return drafts_ever(user, at).filter(dropped_at=None, edition=None)


def editions(user: User, at: datetime) -> models.QuerySet[CatalogueEdition]:
    """The editions of the districts in which the user keeps the catalogue, the newest first."""
    areas = {duty.unit.place_id for duty in user.duties_with("cases.catalogue", at)}
    districts = {area[: CODE_LENGTHS[PlaceLevel.DISTRICT]] for area in areas}
    told = CatalogueEdition.objects.filter(district__in=districts).select_related("area", "by")
    counted = told.annotate(
        beginning=models.Count("begun", distinct=True), ending=models.Count("ended", distinct=True)
    )
    return counted.defer("area__polygon").order_by("-number")
