"""What a report is about and where it is, as far as its words say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Category
from linli.affairs.cases.pack import CasesPack, SuggestionRules
from linli.affairs.cases.suggesting.models_in_use import InUse, model_in_use
from linli.ground.places.codes import district_of
from linli.ground.places.models import Level, Place
from linli.ground.places.queries import full_names, place_in_use
from linli.ground.reference.queries import recall
from linli.ground.rulepacks.queries import pack_for
from linli.text.classify import Model
from linli.text.classify.answers import TOP
from linli.text.locate import PlaceNames
from linli.text.redact import cleared

LEVEL = 4
"""Digits of the categories that are suggested: the second level of the standard."""

WORDS = 4
"""Words told for each category."""

NAMED_LEVELS = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
STREET_DIGITS = 9
"""A place named less closely than its street helps nobody."""


@dataclass(frozen=True, slots=True)
class About:
    """A category that a report may have, and the words that spoke for it."""

    code: str
    name: str
    probability: float
    chance: str | Promise
    """The probability in words."""
    words: tuple[str, ...] = ()

    @property
    def percent(self) -> int:
        """The probability for those who know what it means."""
        return round(self.probability * 100)


@dataclass(frozen=True, slots=True)
class Where:
    """The place that the words name. `conflict`, `ambiguous`: as `linli.text.locate` says."""

    code: str
    name: str
    confidence: float
    words: tuple[str, ...]
    sure: bool
    conflict: bool
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in a report, and by which model."""

    abouts: list[About]
    sure: bool
    """Whether the first category is likely enough to be filled in."""
    where: Where | None
    version: str
    checksum: str
    trouble: str

    @property
    def filled_in(self) -> str:
        """The code of the category that is filled in, or nothing."""
        return self.abouts[0].code if self.sure else ""

    @property
    def place_filled_in(self) -> str:
        """The code of the place that is filled in where none was chosen, or nothing."""
        return self.where.code if self.where and self.where.sure else ""


def rules_at(place_code: str, at: datetime) -> SuggestionRules:
    """What the rule pack of a place says of suggestions on the day; recalled.

    No place below its district has rules of its own.
    """
    district, day = district_of(place_code), timezone.localdate(at)
    key = ("rules of suggestions", district, day)
    return recall(key, lambda: pack_for(district, day).section(CasesPack).suggestions)


def known(place_code: str, at: datetime) -> str:
    """The code of a place that somebody sent, or nothing where there is no such place."""
    if not (place_code.isascii() and place_code.isdigit()):
        return ""
    return place_code if place_in_use(place_code, timezone.localdate(at)) else ""


def words_of(title: str, text: str) -> str:
    """What is read of a report: title and text, each once, without what is personal."""
    return cleared(text if text.startswith(title) else f"{title}。{text}")


def read(
    text: str, place_code: str, at: datetime, *, title: str = "", explain: bool = False
) -> Read:
    """What a report says. `place_code`: where it was said to be, or nothing; `explain`: with the
    words that spoke for each category.
    """
    used, words = model_in_use(), words_of(title, text)
    rules = rules_at(place_code, at)
    abouts = _abouts(used, words, rules, explain)
    return Read(
        abouts=abouts,
        sure=bool(abouts) and abouts[0].probability >= rules.category,
        where=_where(text, place_code, rules.place, timezone.localdate(at)),
        version=used.version,
        checksum=used.checksum,
        trouble=used.trouble,
    )


def ranked(model: Model, words: str, least: float) -> list[tuple[str, float]]:
    """The likeliest of the categories in use, with their probabilities of `least` or more."""
    found, known = model.probabilities(words), second_level()
    order = np.argsort(-found, kind="stable")
    likely = ((model.codes[at], float(found[at])) for at in order if found[at] >= least)
    return [(code, chance) for code, chance in likely if code in known][:TOP]


def second_level() -> dict[str, str]:
    """By code, the names of the categories of the second level that are in use; recalled."""
    return recall("second level", _second_level)


def _second_level() -> dict[str, str]:
    rows = Category.objects.filter(retired_on=None, code__regex=r"^\d{4}$")
    return dict(rows.values_list("code", "name"))


def _abouts(used: InUse, words: str, rules: SuggestionRules, explain: bool) -> list[About]:
    names, likely = second_level(), ranked(used.model, words, rules.shown)
    spoke = _spoke(used.model, words, [code for code, _chance in likely]) if explain else {}
    return [
        About(
            code=code,
            name=names[code],
            probability=probability,
            chance=_in_words(probability, rules),
            words=spoke.get(code, ()),
        )
        for code, probability in likely
    ]


def _in_words(probability: float, rules: SuggestionRules) -> str | Promise:
    if probability >= rules.very_likely:
        return _("very likely")
    return _("likely") if probability >= rules.likely else _("perhaps")


def _spoke(model: Model, words: str, codes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    told = zip(codes, model.reasons(words, codes), strict=True)
    return {code: tuple(reason.word for reason in found[:WORDS]) for code, found in told}


def _where(text: str, place_code: str, least: float, on: date) -> Where | None:
    """The place that is named, where it says more than is known already, or something else."""
    found = place_names(on).resolve(text, within=district_of(place_code))
    if not found.code or len(found.code) < STREET_DIGITS or place_code.startswith(found.code):
        return None
    place = Place.objects.defer("polygon").get(code=found.code)
    return Where(
        code=place.code,
        name=full_names([place], above=Level.DISTRICT)[place.code],
        confidence=found.confidence,
        words=tuple(dict.fromkeys(mention.matched for mention in found.mentions)),
        sure=found.confidence >= least and not (found.conflict or found.ambiguous),
        conflict=found.conflict,
        ambiguous=found.ambiguous,
    )


def place_names(on: date) -> PlaceNames:
    """The names of districts, streets and communities, ready to be found; recalled."""
    return recall(("place names", on), lambda: _place_names(on))


def _place_names(on: date) -> PlaceNames:
    places = Place.objects.in_force(on).filter(level__in=NAMED_LEVELS)
    return PlaceNames(places.values_list("code", "name"))
