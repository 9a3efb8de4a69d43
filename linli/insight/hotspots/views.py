"""The pages of hot topics and rises."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.affairs.cases.actions import ReportRefused
from linli.affairs.cases.wording import EVERYBODY
from linli.affairs.whistle.pack import WhistlePack
from linli.affairs.whistle.queries import may_begin
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_for
from linli.ground.sheets.writing import to_be_sent, write_book
from linli.insight.hotspots import actions, mapping
from linli.insight.hotspots.forms import CaseForm, MonthForm
from linli.insight.hotspots.models import Topic
from linli.insight.hotspots.queries import Seen, cases_of, rises_seen, seen_topics
from linli.insight.hotspots.rules import SEE, areas, may_lead
from linli.matters.doors import staff_page, user_of

CASES_A_PAGE = 25


@never_cache
@staff_page
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The hot topics and the rises of the user's area."""
    user, at = _reader(request)
    seen = seen_topics(user, at)
    drawn = mapping.outlines(areas(user, at), at) if seen else []
    context = {"topics": seen, "rises": rises_seen(user, at), "has_map": bool(drawn)}
    return render(request, "hotspots/list.html", context)


@never_cache
@staff_page
@require_safe
def shapes(request: HttpRequest) -> HttpResponse:
    """The outlines of the user's places, as GeoJSON."""
    user, at = _reader(request)
    drawn = mapping.outlines(areas(user, at), at)
    return JsonResponse(mapping.collection([mapping.outline(place) for place in drawn]))


@never_cache
@staff_page
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The topics as points, as GeoJSON; one for each place that is drawn."""
    user, at = _reader(request)
    drawn = mapping.outlines(areas(user, at), at)
    return JsonResponse(mapping.collection(mapping.marks(seen_topics(user, at), drawn)))


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A topic: its course, its cases, and what may be done about it."""
    return _show(request, *_found(request, pk))


@never_cache
@staff_page
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The course of a topic as a workbook."""
    seen, _user, _at = _found(request, pk)
    table = [_columns(), *_course(seen)]
    book = to_be_sent(lambda file: write_book([(_("Heat"), table)], file))
    return FileResponse(book, as_attachment=True, filename=f"linli-topic-{pk}.xlsx")


@staff_page
@require_POST
def open_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the one case of the topic."""
    seen, user, at = _found(request, pk)
    form = CaseForm(request.POST)
    if not form.is_valid():
        return _show(request, seen, user, at, case_form=form)
    try:
        case = actions.open_case(seen.topic, **form.cleaned_data, by=user, at=at)
    except (actions.AlreadyDone, ReportRefused) as error:
        messages.error(request, str(error))
        return redirect("hotspots:page", pk)
    messages.success(request, _("Case %(number)s was opened.") % {"number": case.number})
    return redirect("cases:page", case.number)


@staff_page
@require_POST
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it the topic of a month."""
    seen, user, at = _found(request, pk)
    form = MonthForm(request.POST, topic=seen.topic, at=at)
    if not form.is_valid():
        return _show(request, seen, user, at, month_form=form)
    try:
        actions.mark(seen.topic, **form.cleaned_data, by=user, at=at)
    except (actions.AlreadyDone, actions.NotALead) as error:
        form.add_error(None, str(error))
        return _show(request, seen, user, at, month_form=form)
    messages.success(request, _("It is the topic of the month now."))
    return redirect("hotspots:page", pk)


@staff_page
@require_POST
def unmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it be the topic of its month no longer."""
    seen, user, at = _found(request, pk)
    actions.unmark(seen.topic, by=user, at=at)
    messages.success(request, _("It is no longer the topic of the month."))
    return redirect("hotspots:page", pk)


def _reader(request: HttpRequest) -> tuple[User, datetime]:
    """Who reads, and when. Raises PermissionDenied where hot topics are none of their duties."""
    user, at = user_of(request), timezone.now()
    if not user.has_any_capability(SEE, at):
        raise PermissionDenied
    return user, at


def _found(request: HttpRequest, pk: int) -> tuple[Seen, User, datetime]:
    user, at = _reader(request)
    for seen in seen_topics(user, at, pk=pk):
        return seen, user, at
    raise Http404


def _columns() -> list[str | float]:
    """The head of the table of its course."""
    return [_("Week up to"), _("Heat")]


def _course(seen: Seen) -> list[list[str | float]]:
    """Week by week, how hot it was."""
    return [[day.isoformat(), round(heat, 1)] for day, heat in seen.course]


def _calling(topic: Topic, user: User, at: datetime) -> str:
    """Where departments are called for the cases of the topic in hand; "" for who may not."""
    if not may_begin(user, topic.place_id, at):
        return ""
    most = pack_for(topic.place_id, timezone.localdate(at)).section(WhistlePack).cases
    cases = cases_of(topic, user, at).filter(closed_at=None).order_by("pk")
    given = {"cases": " ".join(cases.values_list("number", flat=True)[:most])}
    return f"{reverse('whistle:begin')}?{urlencode(given | {'place': topic.place_id})}"


def _show(request: HttpRequest, seen: Seen, user: User, at: datetime, **forms: Any) -> HttpResponse:
    topic = seen.topic
    cases = Paginator(cases_of(topic, user, at).order_by("-opened_at", "-pk"), CASES_A_PAGE)
    page = cases.get_page(request.GET.get("page"))
    context = {
        "seen": seen,
        "topic": topic,
        "page": page,
        "cases": [(case, EVERYBODY.text(case.title)) for case in page],
        "course": _course(seen),
        "columns": _columns(),
        "leads": may_lead(user, topic, at),
        "case_form": CaseForm(initial={"text": topic.name}),
        "month_form": MonthForm(topic=topic, at=at),
        "calling": _calling(topic, user, at),
        **forms,
    }
    return render(request, "hotspots/page.html", context, status=422 if forms else 200)
