"""Everything that changes a case. The moves of the flow are at the end, in its order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.events import REPORTED, SETTLED_ON_THE_SPOT
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import (
    Case,
    Category,
    FollowUp,
    Level,
    Outcome,
    Result,
    State,
)
from linli.affairs.cases.pack import CasesPack
from linli.affairs.cases.queries import best_rule, category_rule
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import unit_for
from linli.ground.people.models import Resident
from linli.ground.places.models import Place
from linli.ground.rulepacks.queries import Pack, pack_for
from linli.matters.actions import attach, comment, open_matter
from linli.matters.attachments import Content
from linli.matters.idempotency import KeyTaken, fingerprint, remember, replay
from linli.matters.models import Channel, Comment, Holding, Urgency

STAFF_ONLY = Comment.Audience.INTERNAL
FOR_THE_REPORTER = Comment.Audience.REPORTER


class ReportRefused(ValueError):
    """A report that cannot be taken; nothing was written. `str(error)` tells the reporter why."""

    code = "report-refused"


class UnknownPlace(ReportRefused):
    """The place code is none of this deployment, or the place is no longer in use."""

    code = "unknown-place"


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
    reporter: Resident | None = None,
    subject_unit: Unit | None = None,
    address: str = "",
    point: tuple[float, float] | None = None,
    photos: Sequence[Content] = (),
    source: tuple[str, str] = ("", ""),
    duplicate_of: Case | None = None,
    key: str = "",
) -> Case:
    """Take a report: number, rule pack of the day, the desk it comes to, the catalogue's advice.

    `point` is longitude and latitude in degrees (CGCS2000). `key` makes the call safe to repeat.
    Raises ReportRefused (one of its kinds) or KeyReused; then nothing was written.
    """
    print_ = fingerprint("report", type, text, place_code, channel, by.pk, source)
    if done := replay(key, print_, by=by):
        return done.case
    place = _place(place_code, at)
    pack = pack_for(place.code, timezone.localdate(at))
    _refuse_excess(pack.section(CasesPack), text, photos)
    case = Case(
        state=State.REPORTED,
        type=type,
        text=text.strip(),
        title=title.strip()[: pack.section(CasesPack).title_length] or _title_of(text, pack),
        category=category,
        urgency=category_rule(category, pack).urgency or Urgency.ORDINARY,
        channel=channel,
        place=place,
        holder=unit_for(place.code, pack.section(CasesPack).triage_level, at),
        rule_pack=pack.edition,
        reporter=reporter,
        subject_unit=subject_unit,
        address=address.strip(),
        longitude=point[0] if point else None,
        latitude=point[1] if point else None,
        suggested_rule=best_rule(category, place.code, timezone.localdate(at)),
        source=source[0],
        source_id=source[1],
        duplicate_of=duplicate_of,
    )
    try:
        with transaction.atomic():
            open_matter(flow, case, event=REPORTED, by=by, at=at, channel=channel)
            if photos:
                attach(case, contents=photos, stage="before", by=by, at=at, silent=True)
            remember(key, print_, case, by=by, at=at)
    except KeyTaken:
        if done := replay(key, print_, by=by):
            return done.case
        raise
    return case


@transaction.atomic
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
    key: str = "",
) -> Case:
    """Enter what a grid worker found and settled at once (滨州条例 Art. 11): it waits for the
    check by somebody else. Raises ReportRefused, MayNotReport among its kinds, or KeyReused.
    """
    if not by.has_capability("cases.settle", place_code, at):
        raise MayNotReport(_("You may settle matters on the spot only in your own grid."))
    print_ = fingerprint("settle", type, text, place_code, result, by.pk)
    if done := replay(key, print_, by=by):
        return done.case
    place = _place(place_code, at)
    pack = pack_for(place.code, timezone.localdate(at))
    _refuse_excess(pack.section(CasesPack), text, photos)
    unit = by.duties_with("cases.settle", at)[0].unit
    case = Case(
        state=State.FINISHED,
        type=type,
        text=text.strip(),
        title=_title_of(text, pack),
        category=category,
        urgency=category_rule(category, pack).urgency or Urgency.ORDINARY,
        channel=Channel.PATROL,
        place=place,
        holder=unit,
        rule_pack=pack.edition,
        reporter=reporter,
        address=address.strip(),
        longitude=point[0] if point else None,
        latitude=point[1] if point else None,
        settled_level=unit.level,
        contacted_at=at,
    )
    open_matter(flow, case, event=SETTLED_ON_THE_SPOT, by=by, at=at)
    Holding.objects.create(matter_id=case.pk, unit=unit, since=at)
    Result.objects.create(
        case=case, unit=unit, by=by, at=at, outcome=Outcome.SOLVED, text=result.strip()
    )
    attach(case, contents=photos, stage="after", by=by, at=at, silent=True)
    remember(key, print_, case, by=by, at=at)
    return case


def _place(code: str, at: datetime) -> Place:
    place = Place.objects.in_force(timezone.localdate(at)).filter(code=code).first()
    if place is None:
        raise UnknownPlace(
            _("There is no place with the code “%(code)s” here. Choose a place from the list.")
            % {"code": code[:20]}
        )
    return place


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
    return first[: pack.section(CasesPack).title_length] or text.strip()[:20]


def _note(case: Case, text: str, audience: str, by: User, at: datetime) -> None:
    if text:
        comment(case, text=text, audience=audience, by=by, at=at, silent=True)


@flow.does("accept")
def accept(
    case: Case,
    *,
    type: str,  # noqa: A002 - the field's own name
    category: Category,
    urgency: str,
    place: Place,
    by: User,
    at: datetime,
    subject_unit: Unit | None = None,
) -> None:
    """Take the case on; triage has the last word on its type, category, urgency and place."""
    case.type, case.category, case.urgency = type, category, urgency
    case.place, case.subject_unit = place, subject_unit
    case.suggested_rule = best_rule(category, place.code, timezone.localdate(at))


@flow.does("decline")
def decline(case: Case, *, reason_code: str, note: str, by: User, at: datetime) -> None:
    """Do not accept the case, for a lawful reason that the reporter is told."""
    case.decline_reason = reason_code
    case.end(at)
    _note(case, note, FOR_THE_REPORTER, by, at)


@flow.does("dispatch")
def dispatch(case: Case, *, unit: Unit, by: User, at: datetime, note: str = "") -> None:
    """Give the case to a unit."""
    case.hand_to(unit, at=at)
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("sign")
def sign(case: Case, *, by: User, at: datetime) -> None:
    """Sign for the case in the name of the unit."""
    case.assignee = by


@flow.does("request_return")
def request_return(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Ask the dispatcher to take the case back (潍坊条例 Art. 22)."""
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("grant_return")
def grant_return(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    """Take the case back, to be dispatched anew."""
    case.hand_to(unit_for(case.place_id, _pack(case).triage_level, at), at=at)
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("refuse_return")
def refuse_return(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Leave the case with the unit; after this designation it cannot be returned any more."""
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("contact")
def contact(case: Case, *, reached: bool, note: str, by: User, at: datetime) -> None:
    """Record that the reporter was contacted (接诉即办条例 Art. 15), or could not be."""
    if reached and case.contacted_at is None:
        case.contacted_at = at
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("raise")
def raise_(case: Case, *, unit: Unit, note: str, by: User, at: datetime) -> None:
    """Raise the case to the level above, which then holds it."""
    case.hand_to(unit, at=at)
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("hand_down")
def hand_down(case: Case, *, unit: Unit, by: User, at: datetime, note: str = "") -> None:
    """Hand the case to a unit below."""
    case.hand_to(unit, at=at)
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("finish")
def finish(
    case: Case,
    *,
    outcome: str,
    text: str,
    by: User,
    at: datetime,
    photos: Sequence[Content] = (),
) -> None:
    """Report the case as done, with evidence; the level of the unit is the one that settled it."""
    assert case.holder is not None
    Result.objects.create(
        case=case, unit=case.holder, by=by, at=at, outcome=outcome, text=text.strip()
    )
    case.settled_level = Level(case.holder.level)
    attach(case, contents=photos, stage="after", by=by, at=at, silent=True)


@flow.does("verify")
def verify(case: Case, *, by: User, at: datetime, note: str = "") -> None:
    """Confirm the result; never by who handled the case."""
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("rework")
def rework(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Send the case back to its unit, because the result does not hold."""
    case.settled_level = ""
    _note(case, note, STAFF_ONLY, by, at)


@flow.does("follow_up")
def follow_up(
    case: Case,
    *,
    reached: bool,
    by: User,
    at: datetime,
    contacted: bool | None = None,
    solved: bool | None = None,
    satisfaction: int | None = None,
    note: str = "",
) -> None:
    """Record the reporter's three answers, given over the phone, and close the case."""
    FollowUp.objects.create(
        case=case,
        by=by,
        at=at,
        reached=reached,
        contacted=contacted,
        solved=solved,
        satisfaction=satisfaction,
        note=note,
    )
    case.end(at)


@flow.does("rate")
def rate(
    case: Case,
    *,
    contacted: bool,
    solved: bool,
    satisfaction: int,
    by: User,
    at: datetime,
    note: str = "",
) -> None:
    """Take the three answers from the reporter in person, and close the case."""
    FollowUp.objects.create(
        case=case,
        by=by,
        at=at,
        contacted=contacted,
        solved=solved,
        satisfaction=satisfaction,
        note=note,
    )
    case.end(at)


@flow.does("lapse")
def lapse(case: Case, *, by: User, at: datetime) -> None:
    """Close a verified case whose reporter never answered; it counts as not rated."""
    case.end(at)


@flow.does("reopen")
def reopen(case: Case, *, note: str, by: User, at: datetime) -> None:
    """Open a closed case again, because it is not solved; its unit has it in hand once more."""
    case.closed_at, case.settled_level = None, ""
    _note(case, note, FOR_THE_REPORTER, by, at)


def _pack(case: Case) -> CasesPack:
    return case.rule_pack.pack().section(CasesPack)
