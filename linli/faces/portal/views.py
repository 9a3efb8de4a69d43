"""The residents' pages."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.affairs.cases.actions import ReportRefused
from linli.affairs.cases.models import Case
from linli.affairs.cases.parties import lead_of
from linli.affairs.cases.queries import visible_cases
from linli.faces.portal import pages, picker, steps, visitors
from linli.faces.portal.actions import (
    AddRefused,
    FollowRefused,
    add_to_case,
    follow,
    follow_link,
    move_on,
    send_report,
)
from linli.faces.portal.forms import FIELD_OF, AddForm, FollowForm, ReportForm
from linli.faces.portal.standing import ASKING, RUNNING, promises, standing
from linli.faces.portal.story import shown_attachments
from linli.ground.notices.links import LinkRefused
from linli.matters.attachments.serving import serve, serve_preview, serve_public
from linli.matters.engine import InputInvalid, MoveRefused
from linli.matters.idempotency import KeyReused
from linli.matters.queries import public_photos

PAGE = 20
NOT_INPUT = ("csrfmiddlewaretoken", "version", "key")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take a report; looking for a place on the way keeps what was typed."""
    at, me = timezone.now(), visitors.resident_of(request)
    if request.method != "POST" or steps.is_on_the_way(request.POST):
        form = steps.form_on_the_way(request, me, at)
        return render(request, "portal/report.html", pages.report_page(request, form, at))
    form = ReportForm(request.POST, request.FILES, me=me, at=at)
    if form.is_valid():
        try:
            given = form.report() | {"same": request.POST.get("same", "")}
            case = send_report(**given, by=me.user if me else None, at=at)
        except ReportRefused as error:
            form.add_error(FIELD_OF.get(error.code), str(error))
        except KeyReused:
            form.add_error(None, _("This page was sent before. Check it, then send it again."))
        else:
            request.session[visitors.SENT] = case.number
            return redirect("report-sent")
    context = pages.report_page(request, form, at)
    return render(request, "portal/report.html", context, status=422)


@never_cache
@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest) -> HttpResponse:
    """The number, and what happens next; only in the browser that sent the report."""
    number = request.session.get(visitors.SENT, "")
    case = Case.objects.filter(number=number).first()
    if case is None:
        return redirect("report")
    context = {
        "case": case,
        "promises": promises(case),
        "standing": standing(lead_of(case), timezone.now()),
        "together": case.merged_into_id is not None,
        "mine": request.user.is_authenticated and case.reporter_id is not None,
    }
    return render(request, "portal/sent.html", context)


@never_cache
@require_http_methods(["POST"])
def understood(request: HttpRequest) -> HttpResponse:
    """The part of the report page that says what is read in the words, for scripts."""
    context = {"understood": pages.what_is_read(request, timezone.now())}
    return render(request, "portal/understood.html", context)


@require_http_methods(["GET", "HEAD"])
def places(request: HttpRequest) -> HttpResponse:
    """The part of the report page that offers places, for scripts."""
    context = {"picker": pages.offered_places(request.GET, timezone.now())}
    return render(request, "portal/places.html", context)


@require_http_methods(["GET", "HEAD"])
def map_of_places(request: HttpRequest) -> HttpResponse:
    """The outlines of the places as GeoJSON; they are public."""
    response = JsonResponse(picker.shapes(timezone.now()))
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_http_methods(["GET", "HEAD"])
def choices_of_places(request: HttpRequest) -> HttpResponse:
    """The communities by name, for phones that report without a net; they are public."""
    response = JsonResponse({"places": picker.communities(timezone.now())})
    response["Cache-Control"] = "public, max-age=300"
    return response


@never_cache
@require_http_methods(["GET", "HEAD"])
def mine(request: HttpRequest) -> HttpResponse:
    """What the resident who is signed in has reported: first what asks them, then the newest."""
    at = timezone.now()
    if not request.user.is_authenticated:
        return redirect(f"{reverse('notices:signin')}?{urlencode({'next': request.path})}")
    own = visible_cases(request.user, at).filter(reporter__user=request.user)
    rows = own.alias(asks=Q(state__in=ASKING)).order_by("-asks", "-opened_at", "-pk")
    rows = rows.select_related("holder").prefetch_related(RUNNING)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    cases = [{"case": case, "standing": standing(case, at)} for case in page]
    return render(request, "portal/mine.html", {"page": page, "cases": cases})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_case(request: HttpRequest) -> HttpResponse:
    """Open one case to whoever knows its number and the phone it was reported with."""
    at = timezone.now()
    initial = {"number": request.GET.get("number", "")[:40]}
    form = FollowForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            case = follow(**form.cleaned_data, at=at)
        except FollowRefused as error:
            form.add_error(None, str(error))
        else:
            visitors.allow(request, case, at)
            return redirect("my-case", case.number)
    status = 422 if form.errors else 200
    return render(request, "portal/follow.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET"])
def short_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open the one case of the link in a message; a link that is over leads to the other door."""
    at = timezone.now()
    try:
        case = follow_link(token, at=at)
    except (LinkRefused, FollowRefused) as error:
        messages.error(request, str(error))
        return redirect("follow")
    visitors.allow(request, case, at)
    return redirect("my-case", case.number)


@never_cache
@require_http_methods(["GET", "HEAD"])
def my_case(request: HttpRequest, number: str) -> HttpResponse:
    """One case as its reporter sees it; who is a stranger to us is asked for the phone."""
    at = timezone.now()
    if not request.user.is_authenticated and not visitors.is_allowed(request, number, at):
        return redirect(f"{reverse('follow')}?{urlencode({'number': number[:40]})}")
    opened = visitors.open_case(request, number, at)
    return render(request, "portal/my_case.html", pages.case_page(opened, at))


@never_cache
@require_http_methods(["POST"])
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Rate, reopen, answer or withdraw; a refusal says why and keeps what was typed."""
    at = timezone.now()
    opened = visitors.open_case(request, number, at)
    data = {field: value for field, value in request.POST.items() if field not in NOT_INPUT}
    name, guards = pages.chosen(opened, name, at), pages.guards(request)
    if name in pages.ANSWERING and opened.lead.gathered:
        del guards["version"]  # another reporter's answer meanwhile is no reason to refuse this one
    try:
        move_on(opened.lead, name, data, request.FILES, by=opened.by, at=at, **guards)
    except InputInvalid:
        context = pages.case_page(opened, at, moved=name, data=data)
        return render(request, "portal/my_case.html", context, status=422)
    except (MoveRefused, KeyReused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, pages.thanks(name))
    return redirect("my-case", number)


@never_cache
@require_http_methods(["POST"])
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add words or photos to one's case."""
    at = timezone.now()
    opened = visitors.open_case(request, number, at)
    form = AddForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            add_to_case(opened.case, **form.cleaned_data, by=opened.by, at=at)
        except AddRefused as error:
            form.add_error("text", str(error))
        except KeyReused:
            form.add_error(None, _("This page was sent before. Check it, then send it again."))
        else:
            messages.success(request, _("Added. Those in charge see it."))
            return redirect("my-case", number)
    context = pages.case_page(opened, at, added=form)
    return render(request, "portal/my_case.html", context, status=422)


@require_http_methods(["POST"])
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """Close a case that was opened by its number, on a phone or computer that others use too."""
    visitors.disallow(request, number)
    return redirect("home")


@require_http_methods(["GET", "HEAD"])
def photo(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A photo or document of one's case; with `?small`, the small picture of a photo."""
    opened = visitors.open_case(request, number, timezone.now())
    shown = {attached.pk: attached for attached in shown_attachments(opened.case, opened.by)}
    attached = shown.get(pk)
    if attached is None:
        raise Http404
    return serve_preview(attached) if "small" in request.GET else serve(request, attached)


@never_cache
@require_http_methods(["GET", "HEAD"])
def public_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What everybody may see of a photo, where everybody may know of its matter."""
    return serve_public(request, get_object_or_404(public_photos(), pk=pk))
