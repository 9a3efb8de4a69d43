"""Duties and units by a table: the form to fill in, and bringing it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.ground.org import actions, rosters, rules
from linli.ground.org.forms import RosterForm
from linli.ground.org.importing import UNIT_COLUMNS, kinds_explained
from linli.ground.org.models import Duty, User
from linli.ground.org.views.organisation import require_grant, require_view
from linli.ground.sheets import uploads
from linli.ground.sheets.checking import Imported
from linli.ground.sheets.reading import Row
from linli.ground.sheets.writing import to_be_filled_in

EMPTY, FILLED = "template", "duties"
"""The form without rows, and with the duties that are not over."""


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Grant and end duties as a table says."""
    by, at = require_grant(request)
    form = RosterForm(request.POST or None, request.FILES or None)
    new: list[tuple[User, str]] = []

    def take(rows: Iterator[Row], skip_bad: bool) -> Imported:
        if not form.cleaned_data["set_up"]:
            return actions.import_duties(rows=rows, skip_bad=skip_bad, by=by, at=at)
        done, people = actions.import_staff(rows=rows, skip_bad=skip_bad, by=by, at=at)
        new.extend(people)
        return done

    context = {"form": form, "may_grant": True, "new": new}
    context |= uploads.bring_in(form, rosters.DUTY_COLUMNS, take)
    bad = form.errors or "refused" in context
    return render(request, "org/roster.html", context, status=422 if bad else 200)


@login_required
@never_cache
@require_http_methods(["GET"])
def table(request: HttpRequest, table: str, suffix: str) -> HttpResponseBase:
    """The table to fill in, empty or with the duties there are, as .xlsx or .csv."""
    _by, at = require_grant(request)
    if table not in (EMPTY, FILLED) or suffix not in ("xlsx", "csv"):
        raise Http404
    current = Duty.objects.not_over(timezone.localdate(at)).select_related("user", "unit")
    rows = rosters.table_of(current.order_by("unit__code", "role", "pk") if table == FILLED else ())
    sheets = {_("Duties"): rows, _("Roles"): rosters.roles_explained()}
    file = to_be_filled_in(sheets, suffix)
    return FileResponse(file, as_attachment=True, filename=f"linli-{table}.{suffix}")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    """Set up departments and other units as a table says, or bring them up to date."""
    reader, at = require_view(request)
    if not rules.may_edit_any(reader, at):
        raise PermissionDenied(_("Your duties do not let you change units."))
    form = uploads.TableForm(request.POST or None, request.FILES or None)

    def take(given: Iterator[Row], skip_bad: bool) -> Imported:
        rows = list(given)
        require_places(rows, reader, at)
        return actions.import_units(rows=rows, skip_bad=skip_bad, by=reader, at=at)

    context = {"form": form, "may_grant": rules.may_grant(reader, at)}
    context |= uploads.bring_in(form, UNIT_COLUMNS, take, NotYourPlaces)
    bad = form.errors or "refused" in context
    return render(request, "org/unit_table.html", context, status=422 if bad else 200)


@login_required
@never_cache
@require_http_methods(["GET"])
def units_table(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The table of units to fill in, as .xlsx or .csv."""
    reader, at = require_view(request)
    if suffix not in ("xlsx", "csv") or not rules.may_edit_any(reader, at):
        raise Http404
    rows = [[column.title for column in UNIT_COLUMNS]]
    sheets = {_("Units"): iter(rows), _("Kinds"): kinds_explained()}
    file = to_be_filled_in(sheets, suffix)
    return FileResponse(file, as_attachment=True, filename=f"linli-units.{suffix}")


class NotYourPlaces(Exception):
    """A table holds units of places where its bringer may change nothing."""


def require_places(rows: Sequence[Row], reader: User, at: datetime) -> None:
    """Every row's place is one where the reader may change units. Raises NotYourPlaces."""
    codes = sorted({row["place"] for row in rows if row["place"]})
    elsewhere = [code for code in codes if not rules.may_edit(reader, code, at)]
    if elsewhere:
        raise NotYourPlaces(
            _("Your duties do not let you change units of these places: %(codes)s.")
            % {"codes": ", ".join(elsewhere[:5])}
        )
