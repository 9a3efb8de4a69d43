"""What the page of a case shows to one user at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.forms import Form
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.affairs.cases import progress, queries
from linli.affairs.cases.actions.catalogue import KEEPS
from linli.affairs.cases.alike import Candidate, merge_candidates
from linli.affairs.cases.desk_forms import LinkForm, RevealForm
from linli.affairs.cases.events import LINK_ENDED, LINKED, SETTLED_ON_THE_SPOT
from linli.affairs.cases.flow import ASKED, DISPATCHED, flow
from linli.affairs.cases.forms import DispatchForm
from linli.affairs.cases.lessons import Lesson, lessons
from linli.affairs.cases.links import Linked, every_link, standing
from linli.affairs.cases.models import Case, DispatchRule, FollowUp, Mode, State
from linli.affairs.cases.parties import members
from linli.affairs.cases.rules import (
    concerned,
    may_link,
    may_publish_words,
    may_see_ratings,
    may_see_reporter,
    publishable,
    sealed,
)
from linli.affairs.cases.suggesting.pages import ForTriage, for_triage
from linli.affairs.cases.wording import Reader, reader
from linli.ground.journal.models import Entry
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import units_with
from linli.ground.org.roles import ROLES
from linli.ground.people.rules import may_reveal
from linli.ground.places.queries import names_above
from linli.matters.ahead import flagged, next_step
from linli.matters.cards import there
from linli.matters.forms import AttachForm, CommentForm
from linli.matters.models import Attachment, Comment
from linli.matters.offers import Fact, Offer, lights, offers
from linli.matters.rules import Attempt, may_publish
from linli.matters.timeline import Item, timeline

FINISHED = {flow.events["finish"].code, SETTLED_ON_THE_SPOT.code}
OF_LINKS = {LINKED.code, LINK_ENDED.code}
READ_WITH = (
    "place",
    "holder",
    "assignee",
    "category",
    "reporter",
    "subject_unit",
    "suggested_rule__unit",
    "suggested_rule__place",
)
"""What the page needs of other tables, read together with the case."""

HAS_FILES = "has_files"


def asked_with_it() -> dict[str, Exists]:
    """What the statement that reads the case asks too: whether there are files, and for cards."""
    return {HAS_FILES: Exists(Attachment.objects.filter(matter=OuterRef("pk"))), **there()}


READ_WITHOUT = ("place__polygon", "suggested_rule__place__polygon")
"""Large, and drawn nowhere on the page."""


@dataclass(frozen=True, slots=True)
class Informant:
    """What the user may know of who reported the case."""

    hidden: bool
    anonymous: bool
    name: str = ""
    phone: str = ""
    form: RevealForm | None = None


def context(case: Case, user: User, at: datetime, form: Form | None, name: str) -> dict[str, Any]:
    """Everything on the page; `form` is the one filled in for the move `name`, if any."""
    if case.state in (State.VERIFIED, State.CLOSED):
        prefetch_related_objects([case], "results", "follow_ups")
    attempt = Attempt(case, at)
    offered = offers(attempt, user, form, name)
    files = _files(case)
    deadlines, comments = list(case.deadlines.all()), _comments(case, attempt)
    links = every_link(case, user, at, attempt.entries)
    reads = reader(user, case, at)
    return {
        "case": case,
        "now": at,
        "happened": frozenset(entry.event for entry in attempt.entries),
        "mark": max((entry.pk for entry in attempt.entries), default=0),
        "reader": reads,
        "offers": offered,
        "facts": list(_facts(case, reads)),
        "lights": lights(flow, [each for each in deadlines if each.participation_id is None]),
        "next_step": next_step(case, deadlines),
        "rest_until": progress.rest_until(case),
        "parts": progress.parts(attempt, deadlines, comments, user),
        "leave": progress.leave(attempt),
        "timeline": _timeline(case, attempt, comments, links, user, reads),
        "before": [each for each in files if each.stage == "before"],
        "after": [each for each in files if each.stage == "after"],
        "suggestion": _suggestion(case, offered, at),
        "why": _why(case, attempt, reads),
        "for_triage": _for_triage(case, offered, at),
        "alike": _alike(case, offered, user, at),
        "sealed": sealed(attempt),
        "flagged": flagged(deadlines),
        "links": standing(links),
        "may_link": may_link(user, case, at),
        "link_form": LinkForm(),
        "informant": informant(case, user, at),
        "may_claim": _may_claim(case, user, at),
        "may_release": case.assignee_id == user.pk and not case.closed_at,
        "may_publish": may_publish(user, case, at),
        "may_publish_words": publishable(case) and may_publish_words(user, case, at),
        "comment_form": CommentForm(matter=case),
        "attach_form": AttachForm(initial={"stage": "before"}),
    }


def informant(case: Case, user: User, at: datetime) -> Informant:
    """Who reported the case, masked; nothing at all for the unit complained about."""
    if concerned(user, case, at):
        return Informant(hidden=True, anonymous=False)
    if case.reporter is None:
        return Informant(hidden=False, anonymous=True)
    if not may_see_reporter(user, case, at):
        return Informant(hidden=True, anonymous=False)
    form = RevealForm() if may_reveal(user, case.place_id, at) else None
    reporter = case.reporter
    return Informant(False, False, str(reporter.name), str(reporter.phone), form)


def _facts(case: Case, reads: Reader) -> Iterator[Fact]:
    above = names_above(case.place_id)[2:]
    yield Fact(_("Place"), " › ".join([*above, case.place.name]))
    if case.address:
        yield Fact(_("Exact spot"), reads.text(case.address))
    yield Fact(_("Type"), case.get_type_display())
    yield Fact(_("Category"), case.category or _("Not clear yet"))
    yield Fact(_("Urgency"), case.get_urgency_display())
    yield Fact(_("Came in by"), case.get_channel_display())
    if case.subject_unit:
        yield Fact(_("Unit complained about"), case.subject_unit)
    yield Fact(_("In the hands of"), case.holder or "–")
    if case.assignee:
        yield Fact(_("Taken on by"), case.assignee)
    if case.merged_into:
        yield Fact(_("Merged into"), case.merged_into.number)
    if case.gathered:
        together = ", ".join(each.number for each in members(case))
        yield Fact(_("Together with"), together)
    if case.decline_reason:
        yield Fact(_("Not accepted because"), case.get_decline_reason_display())
    if case.settled_level:
        yield Fact(_("Settled at the level"), case.get_settled_level_display())


def _files(case: Case) -> list[Attachment]:
    """The files; the statement that read the case has told whether there are any."""
    if not getattr(case, HAS_FILES, True):
        return []
    return list(case.attachments.select_related("blob").order_by("pk"))


def _comments(case: Case, attempt: Attempt) -> list[Comment]:
    said = case.comments.all()
    return list(said.select_related("by") if attempt.participations else said)


def _timeline(
    case: Case,
    attempt: Attempt,
    comments: list[Comment],
    links: list[Linked],
    user: User,
    reads: Reader,
) -> list[Item]:
    happened = {entry.event for entry in attempt.entries}
    words = [
        *(_results(case) if happened & FINISHED else ()),
        *(_answers(case, user, attempt) if happened & ASKED else ()),
        *progress.words(attempt),
    ]
    far = {each.link.pk: each.other.number for each in links}
    told = [each for each in attempt.entries if each.event not in OF_LINKS or _far(each, far)]
    words += [(e.by_id, e.at, _far(e, far)) for e in told if e.event in OF_LINKS]
    reporter_id = case.reporter.user_id if case.reporter else None
    items = timeline(told, comments, words, reporter_id=reporter_id)
    return [replace(item, text=reads.text(item.text)) for item in items]


def _far(entry: Entry, far: Mapping[int, str]) -> str:
    """The number of the case at the far end of a link; empty where the user may not see it."""
    return far.get(entry.data["link"], "")


def _results(case: Case) -> Iterable[tuple[int, datetime, str]]:
    for result in case.results.all():
        yield result.by_id, result.at, f"{result.get_outcome_display()}\n{result.text}"


def _answers(case: Case, user: User, attempt: Attempt) -> Iterable[tuple[int, datetime, str]]:
    """What the reporters answered, for those who may see it; others read that they have."""
    yes_no = {True: _("yes"), False: _("no"), None: "–"}
    shown = may_see_ratings(user, case, attempt.at, attempt)
    for answer in case.follow_ups.all():
        if answer.reached and not shown:
            continue
        if not answer.reached:
            words = _not_reached(answer)
        else:
            words = _("Contacted: %(contacted)s. Solved: %(solved)s. %(satisfaction)s.") % {
                "contacted": yes_no[answer.contacted],
                "solved": yes_no[answer.solved],
                "satisfaction": answer.get_satisfaction_display(),
            }
        if answer.mode == Mode.SAMPLE:
            words = f"{answer.get_mode_display()}\n{words}"
        yield answer.by_id, answer.at, f"{words}\n{answer.note}".strip()


def _not_reached(answer: FollowUp) -> str:
    if answer.call_again_at is None:
        return _("The reporter was not reached.")
    when = f"{timezone.localtime(answer.call_again_at):%Y-%m-%d %H:%M}"
    return _("The reporter asked to be called at %(when)s.") % {"when": when}


def _suggestion(case: Case, offers: list[Offer], at: datetime) -> queries.Suggestion | None:
    """The catalogue's advice, as long as the case is not yet with a unit."""
    if case.state == State.REPORTED:
        return queries.suggestion(case.suggested_rule, case.place_id, at)
    if case.state != State.ACCEPTED:
        return None
    for offer in offers:
        if isinstance(offer.form, DispatchForm):
            return offer.form.suggested
    return queries.suggest(case.category, case.place_id, at)


def _for_triage(case: Case, offers: list[Offer], at: datetime) -> ForTriage | None:
    """For whoever may accept the case: what its words say."""
    may_accept = any(offer.name == "accept" for offer in offers)
    return for_triage(case, at) if may_accept else None


def _alike(case: Case, offers: list[Offer], user: User, at: datetime) -> list[Candidate]:
    """For whoever may merge: with which cases."""
    may_merge = any(offer.name == "merge" for offer in offers)
    return merge_candidates(case, user, at) if may_merge else []


@dataclass(frozen=True, slots=True)
class Why:
    """Why the case came to a unit, as the entry of its last dispatch has it.

    `reason` as the user may read it; it is empty where nobody chose otherwise or gave none.
    """

    at: datetime
    as_suggested: bool
    suggested: Unit | None
    rule: DispatchRule | None
    edition: int | None
    role: str | Promise
    reason: str


def _why(case: Case, attempt: Attempt, reads: Reader) -> Why | None:
    """Why the case was last given to a unit; None where nobody has, or before it was kept."""
    told = [entry for entry in attempt.entries if entry.event == DISPATCHED]
    if not told or "as_suggested" not in (data := told[-1].data):
        return None
    sent = case.dispatches.last() if data["explained"] else None
    named, role = data["suggested"], ROLES.get(data["role"])
    return Why(
        at=told[-1].at,
        as_suggested=data["as_suggested"],
        suggested=units_with([named])[named] if named else None,
        rule=queries.rule_with(data["rule"]) if data["rule"] else None,
        edition=data["edition"],
        role=role.label if role else "",
        reason=reads.text(sent.reason) if sent else "",
    )


def _may_claim(case: Case, user: User, at: datetime) -> bool:
    mine = case.assignee_id == user.pk
    return not case.closed_at and not mine and case.holder_id in user.unit_ids_at(at)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the catalogue: its category, whether the user may end it, and what it did."""

    rule: DispatchRule
    category: str
    mine: bool
    lesson: Lesson


def catalogue_lines(rules: list[DispatchRule], user: User, at: datetime) -> list[Line]:
    """The lines as the page shows them."""
    names = queries.category_names(rule.category_code for rule in rules)
    learned = lessons(rules, user, at)
    return [
        Line(
            rule,
            names.get(rule.category_code, ""),
            user.has_capability(KEEPS, rule.place_id, at),
            learned[rule.pk],
        )
        for rule in rules
    ]
