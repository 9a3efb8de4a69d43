"""Cases over the API: report, list, read, the moves open to me, and making one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from linli.affairs.cases import actions
from linli.affairs.cases.actions import linking
from linli.affairs.cases.calling import CALLS
from linli.affairs.cases.flow import ASKED, DISPATCHED
from linli.affairs.cases.links import Linked, links_of
from linli.affairs.cases.looking_back import to_ask, to_look_at
from linli.affairs.cases.models import Case, Category, Dispatch, FollowUp, Mode
from linli.affairs.cases.queries import DISPATCHES, find_case, visible_cases
from linli.affairs.cases.rules import JUDGES, asked, may_see_ratings, may_see_reporter, sealed
from linli.affairs.cases.schema import (
    CaseOut,
    CategoriesOut,
    CategoryFilters,
    CommentIn,
    Filters,
    LinkIn,
    LinkOut,
    LookBacksOut,
    PageOut,
    ReportedOut,
    ReportIn,
    SamplesOut,
)
from linli.affairs.cases.wording import reader
from linli.ground.org.models import Unit, User
from linli.ground.org.tokens import caller
from linli.ground.paging import page_of
from linli.ground.people import masking
from linli.ground.people.models import Resident
from linli.ground.reference.queries import recall
from linli.matters.actions import attach, write_comment
from linli.matters.ahead import flagged, next_step
from linli.matters.attachments import read
from linli.matters.clocks import CLOCKS
from linli.matters.endpoints import IfMatch, Key, Offered, hold, offer
from linli.matters.engine import NotAllowed, moves_of
from linli.matters.idempotency import fingerprint, once
from linli.matters.models import Channel, Deadline, Participation
from linli.matters.rules import Attempt

router = Router(tags=["cases"])
categories = Router(tags=["categories"])
drawn = Router(tags=["cases"])


def _case(request: HttpRequest, number: str, scope: str, at: datetime) -> tuple[Case, User]:
    user = caller(request, scope)
    if case := find_case(number, user, at):
        return case, user
    raise Http404


@router.post("", response={201: ReportedOut}, summary="Report a case")
def report(request: HttpRequest, body: ReportIn, key: Key = "") -> Status[Case]:
    """Report a case. The same `Idempotency-Key` again gives the same case."""
    user, now = caller(request, "cases.report"), timezone.now()
    if not user.has_capability("cases.report_for", body.place, now):
        raise actions.MayNotReport(_("This account may not report at this place."))
    told = body.reporter
    reporter = actions.Caller(told.name, told.phone) if told else None
    point = (body.longitude, body.latitude)
    case = actions.report(
        type=body.type,
        text=body.text,
        title=body.title,
        place_code=body.place,
        channel=Channel.API,
        category=_category(body.category) if body.category else None,
        reporter=reporter,
        subject_unit=_unit(body.subject_unit) if body.subject_unit else None,
        address=body.address,
        occasion=body.occasion,
        point=point if None not in point else None,  # type: ignore[arg-type]
        by=user,
        at=now,
        key=key,
    )
    return Status(201, case)


def _category(code: str) -> Category:
    if category := recall(("category", code), lambda: Category.objects.filter(code=code).first()):
        return category
    raise actions.UnknownCategory(_("There is no category “%(code)s”.") % {"code": code})


def _unit(code: str) -> Unit:
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise actions.UnknownUnit(_("There is no unit “%(code)s”.") % {"code": code})
    return found


@router.get("", response=PageOut, summary="List the cases I may see")
def list_cases(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """The cases the caller may see, newest first."""
    cases = visible_cases(caller(request, "cases.read"), timezone.now()).select_related("holder")
    wanted = {
        "state": filters.state,
        "place__code__startswith": filters.place,
        "category__code__startswith": filters.category,
        "opened_at__gte": filters.opened_from,
        "opened_at__lt": filters.opened_to,
    }
    cases = cases.filter(**{name: value for name, value in wanted.items() if value})
    if filters.proactive is not None:
        cases = cases.exclude(occasion="") if filters.proactive else cases.filter(occasion="")
    return page_of(cases, by="-pk", cursor=filters.cursor, limit=filters.limit)


@router.post("/{number}/comments", response={201: None}, summary="Comment")
def comment(
    request: HttpRequest, number: str, body: CommentIn, key: Key = "", if_match: IfMatch = ""
) -> Status[None]:
    """Say something about a case; the same `Idempotency-Key` again says it once."""
    now = timezone.now()
    case, user = _case(request, number, "cases.move", now)

    def say() -> Case:
        hold(case, if_match)
        write_comment(case, text=body.text, audience=body.audience, by=user, at=now)
        return case

    once(key, fingerprint("comment", case.pk, body.model_dump()), say, by=user, at=now)
    return Status(201, None)


@router.post("/{number}/attachments", response={201: None}, summary="Attach files")
def add_files(
    request: HttpRequest,
    number: str,
    files: File[list[UploadedFile]],
    key: Key = "",
    if_match: IfMatch = "",
) -> Status[None]:
    """Attach photos, PDF, sound or films to a case that the caller has entered or holds.

    The same `Idempotency-Key` again attaches them once.
    """
    now = timezone.now()
    case, user = _case(request, number, "cases.report", now)
    if case.created_by_id != user.pk and case.holder_id not in user.unit_ids_at(now):
        raise NotAllowed(_("You may attach files only to cases of your own."))
    contents = [read(file) for file in files]

    def keep() -> Case:
        hold(case, if_match)
        attach(case, contents=contents, stage="before", by=user, at=now)
        return case

    digests = [content.digest for content in contents]
    once(key, fingerprint("attach", case.pk, digests), keep, by=user, at=now)
    return Status(201, None)


@router.post("/{number}/links", response={201: LinkOut}, summary="Link a case with another")
def add_link(
    request: HttpRequest, number: str, body: LinkIn, if_match: IfMatch = ""
) -> Status[Linked]:
    """Link a case with another that the caller sees; both show it."""
    now = timezone.now()
    case, user = _case(request, number, "cases.move", now)
    given = {"other": body.other, "kind": body.kind, "reason": body.reason}
    with transaction.atomic():
        hold(case, if_match)
        link = linking.link(case, **given, by=user, at=now)
    return Status(201, _linked(case, link.pk, user, now))


@router.post("/{number}/links/{link}/end", response={204: None}, summary="End a link")
def end_link(request: HttpRequest, number: str, link: int, if_match: IfMatch = "") -> Status[None]:
    """End a link of a case; the record of it stays."""
    now = timezone.now()
    case, user = _case(request, number, "cases.move", now)
    with transaction.atomic():
        hold(case, if_match)
        linking.end_link(case, link=_linked(case, link, user, now).link, by=user, at=now)
    return Status(204, None)


def _linked(case: Case, link: int, user: User, now: datetime) -> Linked:
    for each in links_of(case, user, now):
        if each.link.pk == link:
            return each
    raise Http404


@categories.get("/categories", response=CategoriesOut, summary="List categories")
def list_categories(request: HttpRequest, filters: Query[CategoryFilters]) -> dict[str, Any]:
    """The categories in use: 2, 4 and 6 digits, the parent being the shorter code."""
    rows = Category.objects.filter(retired_on=None)
    return page_of(rows, by="code", cursor=filters.cursor, limit=filters.limit)


@drawn.get("/look-backs", response=LookBacksOut, summary="List the cases I may look at again")
def list_look_backs(request: HttpRequest) -> dict[str, Any]:
    """Closed cases drawn to be looked at again: those whose time ends first, 200 at most."""
    user, now = _judging(request, JUDGES)
    return {"items": to_look_at(user, now)}


@drawn.get("/samples", response=SamplesOut, summary="List the reporters I may ask again")
def list_samples(request: HttpRequest) -> dict[str, Any]:
    """Reporters drawn for a sample, by the numbers of their reports; who may be called first."""
    user, now = _judging(request, CALLS)
    return {"items": to_ask(user, now)}


def _judging(request: HttpRequest, capability: str) -> tuple[User, datetime]:
    user, now = caller(request, "cases.read"), timezone.now()
    if not user.has_any_capability(capability, now):
        raise NotAllowed(_("This account has no such list."))
    return user, now


def _in_full(case: Case, user: User, now: datetime) -> Case:
    seen = may_see_reporter(user, case, now)
    view: Any = case
    view.reader = reader(user, case, now)
    view.shown_redacted = not view.reader.in_full
    attempt, deadlines = Attempt(case, now), CLOCKS.ask(case.pk)
    view.moves = [move.name for move in moves_of(attempt, user)]
    view.shown_deadlines = deadlines
    view.shown_parts = _parts(attempt, deadlines)
    late = flagged(deadlines)
    view.shown_flagged_at = late.flagged_at if late else None
    view.shown_sealed = sealed(attempt)
    view.shown_next_step = next_step(case, deadlines)
    view.shown_reporter = _masked(case.reporter) if case.reporter and seen else None
    lead = case.merged_into
    view.lead_number = lead.number if lead else None
    view.shown_links = links_of(case, user, now, attempt.entries)
    view.shown_dispatches = _dispatches(case, attempt, user)
    rated = may_see_ratings(user, case, now, attempt)
    answers = _answers(attempt) if rated else None
    view.shown_answers = answers and [each for each in answers if each.mode != Mode.SAMPLE]
    view.shown_samples = answers and [each for each in answers if each.mode == Mode.SAMPLE]
    for written in [*view.shown_parts, *(answers or ()), *(view.shown_dispatches or ())]:
        written.reader = view.reader
    return case


def _parts(attempt: Attempt, deadlines: list[Deadline]) -> list[Participation]:
    due = {d.participation_id: d.due_at for d in deadlines}
    for part in attempt.participations:
        shown: Any = part
        shown.due_at = due.get(part.pk)
    return attempt.participations


def _answers(attempt: Attempt) -> list[FollowUp]:
    told = any(entry.event in ASKED for entry in attempt.entries)
    return asked(attempt).answers if told else []


def _dispatches(case: Case, attempt: Attempt, user: User) -> list[Dispatch] | None:
    if user.kind == User.Kind.RESIDENT:
        return None
    if not any(entry.event == DISPATCHED for entry in attempt.entries):
        return []
    return DISPATCHES.ask(case.pk)


def _masked(resident: Resident) -> dict[str, str]:
    name, phone = masking.name(str(resident.name)), masking.phone(str(resident.phone))
    return {"name": name, "phone": phone}


offer(
    router,
    Offered(
        name="case",
        one="a case",
        out=CaseOut,
        find=find_case,
        in_full=_in_full,
        reads="cases.read",
        moves="cases.move",
    ),
)
