"""The pages of a draft of the dispatch catalogue: write it, rehearse it, let it go live."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.affairs.cases import drafts as shown
from linli.affairs.cases import queries, rehearsal
from linli.affairs.cases.actions import drafting, rehearsing
from linli.affairs.cases.actions.catalogue import CatalogueRefused
from linli.affairs.cases.catalogue_forms import (
    BeginDraftForm,
    DraftTableForm,
    GoLiveForm,
    LineForm,
    RehearseForm,
)
from linli.affairs.cases.catalogue_tables import COLUMNS, table_of
from linli.affairs.cases.models import CatalogueDraft
from linli.affairs.cases.views.catalogue import LINES, keeper
from linli.affairs.cases.wording import EVERYBODY
from linli.ground.org.models import User
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Unreadable, read
from linli.ground.sheets.writing import to_be_filled_in
from linli.matters.doors import staff_page


@staff_page
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft of an area: as the catalogue is, or as it was in an edition."""
    user, at = keeper(request)
    form = BeginDraftForm(request.POST, by=user, at=at)
    if not form.is_valid():
        raise Http404
    area, edition = form.cleaned_data["area"], form.cleaned_data["edition"]
    back_to = None
    if edition is not None:
        back_to = get_object_or_404(queries.editions(user, at), pk=edition)
    draft = drafting.begin_draft(area, back_to=back_to, by=user, at=at)
    return redirect("cases:draft", draft.pk)


@never_cache
@staff_page
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft: its lines, its rehearsal, and what would change."""
    user, at = keeper(request)
    return _show(request, _draft(user, pk, at), user, at)


@staff_page
@require_POST
def set_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Say where a category goes at a place."""
    user, at = keeper(request)
    draft, form = _draft(user, pk, at), LineForm(request.POST, by=user, at=at)
    if form.is_valid():
        try:
            drafting.set_line(draft, **form.cleaned_data, by=user, at=at)
        except CatalogueRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The line stands in the draft."))
            return redirect("cases:draft", pk)
    return _show(request, draft, user, at, line_form=form)


@staff_page
@require_POST
def remove_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    """Take a line out of the draft."""
    user, at = keeper(request)
    found = get_object_or_404(_draft(user, pk, at).lines.select_related("draft"), pk=line)
    try:
        drafting.remove_line(found, by=user, at=at)
    except CatalogueRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The line is out of the draft."))
    return redirect("cases:draft", pk)


@staff_page
@require_POST
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the draft be what a table says; its faults are told, and then nothing has changed."""
    user, at = keeper(request)
    draft, form = _draft(user, pk, at), DraftTableForm(request.POST, request.FILES)
    faults: dict[str, Any] = {}
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = read(file.file, COLUMNS, name=file.name)
            count = drafting.import_lines(draft, rows=rows, by=user, at=at)
        except RowsRefused as refusal:
            faults = {"refused": refusal.faults}
        except (Unreadable, CatalogueRefused) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The draft has %(count)d lines now.") % {"count": count})
            return redirect("cases:draft", pk)
    return _show(request, draft, user, at, table_form=form, **faults)


@staff_page
@require_safe
def table(request: HttpRequest, pk: int, suffix: str) -> HttpResponseBase:
    """The lines of the draft as a table, to be changed and brought in again."""
    user, at = keeper(request)
    draft = _draft(user, pk, at)
    if suffix not in ("xlsx", "csv"):
        raise Http404
    rows = table_of(draft.lines.select_related("unit"))
    file = to_be_filled_in({_("Dispatch catalogue"): rows}, suffix)
    return FileResponse(file, as_attachment=True, filename=f"linli-catalogue-{pk}.{suffix}")


@staff_page
@require_POST
def rehearse(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the draft on the cases of the last months; many of them are read by the worker."""
    user, at = keeper(request)
    draft = _draft(user, pk, at)
    form = RehearseForm(request.POST, most=shown.most_months(draft, at))
    if form.is_valid():
        try:
            rehearsing.rehearse(draft, **form.cleaned_data, by=user, at=at)
        except CatalogueRefused as error:
            form.add_error(None, str(error))
        else:
            return redirect(f"{reverse('cases:draft', args=[pk])}#rehearsal")
    return _show(request, draft, user, at, rehearse_form=form)


@staff_page
@require_safe
def cases(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases behind a figure of the rehearsal, as far as the user may see them."""
    user, at = keeper(request)
    tried = get_object_or_404(_draft(user, pk, at).rehearsals.exclude(finished_at=None))
    which = shown.which(request.GET)
    if which is None:
        raise Http404
    found = rehearsal.cases_behind(tried, which, user, at).select_related("place", "holder")
    page = Paginator(found.defer("place__polygon").order_by("-pk"), LINES)
    listed = page.get_page(request.GET.get("page"))
    context = {
        "draft": tried.draft,
        "page": listed,
        "cases": [(case, EVERYBODY.text(case.title)) for case in listed],
    }
    return render(request, "cases/rehearsed.html", context)


@staff_page
@require_POST
def go_live(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the catalogue of the area be what the draft says."""
    user, at = keeper(request)
    draft, form = _draft(user, pk, at), GoLiveForm(request.POST)
    if form.is_valid():
        try:
            edition = rehearsing.go_live(draft, **form.cleaned_data, by=user, at=at)
        except CatalogueRefused as error:
            form.add_error(None, str(error))
        else:
            told = {"number": edition.number, "day": edition.valid_from}
            messages.success(request, _("Edition %(number)d holds from %(day)s on.") % told)
            return redirect("cases:editions")
    return _show(request, draft, user, at, live_form=form)


@staff_page
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the draft up."""
    user, at = keeper(request)
    try:
        drafting.drop_draft(_draft(user, pk, at), by=user, at=at)
    except CatalogueRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The draft is dropped."))
    return redirect("cases:catalogue")


def _draft(user: User, pk: int, at: datetime) -> CatalogueDraft:
    """The draft, if its area is one in which the user keeps the catalogue; else it is a 404."""
    return get_object_or_404(queries.drafts_ever(user, at), pk=pk)


def _show(
    request: HttpRequest, draft: CatalogueDraft, user: User, at: datetime, **forms: Any
) -> HttpResponse:
    told = shown.context(draft, at)
    page = Paginator(told["lines"], LINES).get_page(request.GET.get("page"))
    before = {"months": told["tried"].months} if told["tried"] else None
    context = {
        "page": page,
        "line_form": LineForm(by=user, at=at, initial={"place": draft.area_id}),
        "table_form": DraftTableForm(),
        "rehearse_form": RehearseForm(initial=before, most=shown.most_months(draft, at)),
        "live_form": GoLiveForm(initial={"valid_from": timezone.localdate(at).isoformat()}),
        **told,
        **forms,
    }
    return render(request, "cases/draft.html", context, status=422 if forms else 200)
