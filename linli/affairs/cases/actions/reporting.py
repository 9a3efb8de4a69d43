"""Taking reports, and what was settled on the spot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.events import REPORTED, SETTLED_ON_THE_SPOT
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import (
    Case,
    Category,
    Outcome,
    Result,
    State,
)
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.queries import best_rule, category_rule
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import unit_for
from linli.ground.people.actions import remember_resident
from linli.ground.people.models import Resident
from linli.ground.places.models import Place
from linli.ground.places.queries import place_in_use
from linli.ground.reference.queries import glance
from linli.ground.rulepacks.queries import Pack, pack_for
from linli.ground.statements import at_once
from linli.matters.actions import attach, open_matter
from linli.matters.attachments import Content
from linli.matters.idempotency import begin, fingerprint, replay
from linli.matters.models import Channel, Holding, Urgency


class ReportRefused(ValueError):
    """A report that cannot be taken; nothing was written. `str(error)` tells the reporter why."""

    code = "report-refused"


class UnknownPlace(ReportRefused):
    """The place code is none of this deployment, or the place is no longer in use."""

    code = "unknown-place"


class UnknownCategory(ReportRefused):
    """The category code is none of the standard."""

    code = "unknown-category"


class UnknownUnit(ReportRefused):
    """The unit complained about is none of this deployment."""

    code = "unknown-unit"


class TextTooLong(ReportRefused):
    """The text is longer than the rule pack allows."""

    code = "text-too-long"


class NothingReported(ReportRefused):
    """The report has no text."""

    code = "nothing-reported"


class TooManyPhotos(ReportRefused):
    """More photos than the rule pack allows."""

    code = "too-many-photos"


class MayNotReport(ReportRefused):
    """The user may not enter a report by this channel or at this place."""

    code = "may-not-report"


class NobodyComplained(ReportRefused):
    """A case that the staff open before anybody complains was given a reporter."""

    code = "nobody-complained"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who reports, by their phone; they become a resident where they are none yet."""

    name: str
    phone: str


def report(
    *,
    type: str,  # noqa: A002 - the field's own name
    text: str,
    place_code: str,
    channel: str,
    by: User,
    at: datetime,
    title: str = "",
    category: Category | None = None,
    reporter: Resident | Caller | None = None,
    subject_unit: Unit | None = None,
    address: str = "",
    point: tuple[float, float] | None = None,
    photos: Sequence[Content] = (),
    source: tuple[str, str] = ("", ""),
    duplicate_of: Case | None = None,
    occasion: str = "",
    key: str = "",
) -> Case:
    """Take a report: number, rule pack of the day, the desk it comes to, the catalogue's advice.

    `point` is longitude and latitude in degrees (CGCS2000). `key` makes the call safe to repeat.
    `occasion`: what made the staff act before anybody complained (未诉先办); without a reporter.
    Raises ReportRefused (one of its kinds), NotAPhone or KeyReused; then nothing was written.
    """
    print_ = fingerprint("report", type, text, place_code, channel, by.pk, source)
    with glance(changes_nothing=True), at_once(), transaction.atomic():
        if matter_id := begin(key, print_, by=by, at=at):
            case = Case(
                pk=matter_id,
                type=type,
                text=text.strip(),
                title=title.strip(),
                category=category,
                channel=channel,
                subject_unit=subject_unit,
                address=address.strip(),
                longitude=point[0] if point else None,
                latitude=point[1] if point else None,
                source=source[0],
                source_id=source[1],
                duplicate_of=duplicate_of,
                occasion=occasion,
            )
            return _take(case, place_code, reporter, photos, by, at)
    done = replay(key, print_, by=by)
    assert done is not None
    return done.case


def _take(
    case: Case,
    place_code: str,
    reporter: Resident | Caller | None,
    photos: Sequence[Content],
    by: User,
    at: datetime,
) -> Case:
    """Complete a report by what follows from its place, its category and the day, and open it."""
    if case.occasion and (reporter or by.kind == User.Kind.RESIDENT):
        raise NobodyComplained(
            _("A case opened by the staff before anybody complained has no reporter.")
        )
    today = timezone.localdate(at)
    case.place = _place(place_code, today)
    pack = pack_for(place_code, today)
    rules = pack.section(CasesPack)
    _refuse_excess(rules, case.text, photos)
    if isinstance(reporter, Caller):
        reporter = remember_resident(name=reporter.name, phone=reporter.phone, by=by, at=at)
    case.state = State.REPORTED
    case.title = _cut(case.title, rules.title_length) or _title_of(case.text, pack)
    case.urgency = category_rule(case.category, pack).urgency or Urgency.ORDINARY
    case.holder = unit_for(place_code, rules.triage_level, at)
    case.rule_pack, case.reporter = pack.edition, reporter
    case.suggested_rule = best_rule(case.category, place_code, today)
    occasion = case.occasion
    told: dict[str, Any] = {"occasion": occasion} if occasion else {}
    open_matter(flow, case, event=REPORTED, by=by, at=at, **told)
    _mark(case, occasion)
    if photos:
        attach(case, contents=photos, stage="before", by=by, at=at, silent=True)
    return case


def settle_on_the_spot(
    *,
    type: str,  # noqa: A002 - the field's own name
    text: str,
    place_code: str,
    result: str,
    photos: Sequence[Content],
    by: User,
    at: datetime,
    category: Category | None = None,
    reporter: Resident | None = None,
    address: str = "",
    point: tuple[float, float] | None = None,
    occasion: str = "",
    key: str = "",
) -> Case:
    """Enter what a grid worker found and settled at once (滨州条例 Art. 11): it waits for the
    check by somebody else. Raises ReportRefused, MayNotReport among its kinds, or KeyReused.
    """
    if not by.has_capability("cases.settle", place_code, at):
        raise MayNotReport(_("You may settle matters on the spot only in your own grid."))
    print_ = fingerprint("settle", type, text, place_code, result, by.pk)
    with glance(changes_nothing=True), at_once(), transaction.atomic():
        if matter_id := begin(key, print_, by=by, at=at):
            case = Case(
                pk=matter_id,
                type=type,
                text=text.strip(),
                category=category,
                channel=Channel.PATROL,
                reporter=reporter,
                address=address.strip(),
                longitude=point[0] if point else None,
                latitude=point[1] if point else None,
                contacted_at=at,
                occasion=occasion,
            )
            return _settle(case, place_code, result, photos, by, at)
    done = replay(key, print_, by=by)
    assert done is not None
    return done.case


def _settle(
    case: Case, place_code: str, result: str, photos: Sequence[Content], by: User, at: datetime
) -> Case:
    """Complete a case settled on the spot by what follows from its place, and open it."""
    today = timezone.localdate(at)
    place, pack = _place(place_code, today), pack_for(place_code, today)
    _refuse_excess(pack.section(CasesPack), case.text, photos)
    unit = _nearest_unit(by, "cases.settle", place_code, at)
    case.state = State.FINISHED
    case.title = _title_of(case.text, pack)
    case.urgency = category_rule(case.category, pack).urgency or Urgency.ORDINARY
    case.place, case.holder, case.rule_pack = place, unit, pack.edition
    case.settled_level = unit.level
    occasion = case.occasion
    told: dict[str, Any] = {"occasion": occasion} if occasion else {}
    open_matter(flow, case, event=SETTLED_ON_THE_SPOT, by=by, at=at, **told)
    _mark(case, occasion)
    Holding.objects.create(matter_id=case.pk, unit=unit, since=at)
    Result.objects.create(
        case=case, unit=unit, by=by, at=at, outcome=Outcome.SOLVED, text=result.strip()
    )
    attach(case, contents=photos, stage="after", by=by, at=at, silent=True)
    return case


def _mark(case: Case, occasion: str) -> None:
    """Keep what made the staff act; for all others the database has filled in the column."""
    if occasion:
        case.occasion = occasion
        # Not save(): sent together with others, a statement does not say how many rows it changed.
        Case.objects.filter(pk=case.pk).update(occasion=occasion)


def _nearest_unit(by: User, capability: str, place_code: str, at: datetime) -> Unit:
    """The unit by which the user has the capability at this place; the one with the least area."""
    units = [duty.unit for duty in by.duties_with(capability, at)]
    covering = [unit for unit in units if place_code.startswith(unit.place_id)]
    return max(covering, key=lambda unit: len(unit.place_id))


def _place(code: str, on: date) -> Place:
    """The place in use with this code. Raises UnknownPlace."""
    if place := place_in_use(code, on):
        return place
    raise UnknownPlace(
        _("There is no place with the code “%(code)s” here. Choose a place from the list.")
        % {"code": code[:20]}
    )


def _refuse_excess(pack: CasesPack, text: str, photos: Sequence[Content]) -> None:
    if not text.strip():
        raise NothingReported(_("Please say what it is about."))
    if len(text) > pack.text_length:
        raise TextTooLong(
            _("The text has %(length)d characters; at most %(limit)d are taken.")
            % {"length": len(text), "limit": pack.text_length}
        )
    if len(photos) > pack.photos:
        raise TooManyPhotos(_("At most %(limit)d photos are taken.") % {"limit": pack.photos})


def _title_of(text: str, pack: Pack) -> str:
    """The first sentence of a report, as its title."""
    first = text.strip().splitlines()[0]
    for mark in "。!?!?;;":
        first = first.split(mark)[0]
    return _cut(first, pack.section(CasesPack).title_length) or text.strip()[:20]


_BEGUN = re.compile(r"[\d\s-]*\d$")


def _cut(title: str, length: int) -> str:
    """The beginning of a title; not of a number in it, in which nobody could tell a phone."""
    cut = title[:length]
    return cut if cut == title else _BEGUN.sub("", cut)
