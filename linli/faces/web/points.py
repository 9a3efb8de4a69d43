"""The single cases of a small part of the map of matters, for whoever may read them in full.

A point tells where a reporter stood as an address does, which others read without its numbers.
"""

from __future__ import annotations

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.affairs.cases.models import Case
from linli.affairs.cases.wording import reader
from linli.faces.web import inbox
from linli.faces.web.rows import Row, rows_of
from linli.matters.doors import staff_page, user_of

MOST = 200
"""Cases at most; where there are more, the numbers of the grids stay alone."""

WIDEST = 0.1
"""Degrees from side to side: what a screen shows once single houses can be told apart."""


class BoxForm(forms.Form):
    """The part of the map that is seen, in degrees."""

    west = forms.FloatField(min_value=-180, max_value=180)
    south = forms.FloatField(min_value=-90, max_value=90)
    east = forms.FloatField(min_value=-180, max_value=180)
    north = forms.FloatField(min_value=-90, max_value=90)

    def clean(self) -> dict[str, float]:
        """Nothing turned over, and nothing as large as a town."""
        box: dict[str, float] = super().clean() or {}
        if not self.errors:
            wide, high = box["east"] - box["west"], box["north"] - box["south"]
            if not (0 <= wide <= WIDEST and 0 <= high <= WIDEST):
                raise forms.ValidationError(_("This part of the map is too large."))
        return box


@never_cache
@staff_page
@require_safe
def atlas_points(request: HttpRequest) -> JsonResponse:
    """The cases of the inbox with the same filters that have a point in the box.

    Of a case that its reader does not read as it was written, the point is not told.
    """
    at, user = timezone.now(), user_of(request)
    form, box = inbox.FilterForm(request.GET, user=user, at=at), BoxForm(request.GET)
    if not box.is_valid():
        raise BadRequest(_("This part of the map is too large."))
    found = inbox.in_box(form, **box.cleaned_data).page(inbox.SORTED["oldest"][1], MOST)
    ids = [] if found.after else found.ids
    cases = Case.objects.select_related("subject_unit", "reporter").in_bulk(ids)
    read = [pk for pk in ids if reader(user, cases[pk], at).in_full]
    listed = [_told(row, cases[row.pk]) for row in rows_of(read, user, at)]
    return JsonResponse({"points": listed, "more": found.after is not None})


def _told(row: Row, case: Case) -> dict[str, object]:
    """A case as its dot says it."""
    return {
        "number": row.number,
        "words": f"{row.number} · {row.title} · {row.state}",
        "url": row.url,
        "late": row.lamp is not None and row.lamp.colour == "red",
        "at": case.point,
    }
