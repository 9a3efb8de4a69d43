"""The search over everything in hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.affairs.cases.wording import EVERYBODY
from linli.faces.web.choices import places_of, states_of
from linli.faces.web.inbox import DAY
from linli.faces.web.rows import Row, rows_of
from linli.ground.org.models import User
from linli.matters.doors import staff_page, user_of
from linli.matters.models import FLOWS
from linli.matters.search.queries import Asked, Found, is_phone, search, search_phone
from linli.matters.search.registry import KINDS
from linli.text.words import snippet

ROWS = 20

STAGES = {"in-hand": _("In hand"), "ended": _("Has ended")}
"""What may be chosen besides a single state."""


class SearchForm(forms.Form):
    """What is looked for, and what narrows it; nonsense counts as left out."""

    q = forms.CharField(
        label=_("Number, words, address or phone"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    first = forms.DateField(label=_("Opened from"), required=False, widget=DAY)
    last = forms.DateField(label=_("Opened to"), required=False, widget=DAY)

    def __init__(self, data: QueryDict, *, user: User, at: datetime) -> None:
        super().__init__(data)
        every = [("", _("All"))]
        self.fields["place"].choices = [*every, *places_of(user, at)]  # type: ignore[attr-defined]
        self.fields["state"].choices = [*every, *STAGES.items(), *states_of()]  # type: ignore[attr-defined]
        kinds = [(name, FLOWS[name].label) for name in KINDS]
        self.fields["kind"].choices = [*every, *kinds]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """The question, without what makes no sense."""
        self.full_clean()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if given.get("state") in STAGES:
            given["ended"] = given.pop("state") == "ended"
        return Asked(given.pop("q", ""), **given)


@dataclass(frozen=True, slots=True)
class Hit:
    """A matter that was found, with a piece of its text in which the words are marked."""

    row: Row
    title: list[tuple[str, bool]]
    piece: list[tuple[str, bool]]


@never_cache
@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    """Search. A phone number is only taken by POST, so that it stands in no address or log."""
    at, user = timezone.now(), user_of(request)
    text = request.POST.get("q", "").strip()
    if request.method == "POST" and not is_phone(text):
        return redirect(f"{request.path}?{urlencode({'q': text})}")
    form = SearchForm(request.GET, user=user, at=at)
    asked = form.asked
    if request.method == "POST":
        found = search_phone(text, user, at)
    else:
        found = Found() if is_phone(asked.text) else search(asked, user, at)
    page = Paginator(found.ids, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "by_phone": request.method == "POST",
        "phone_in_address": is_phone(asked.text),
        "chips": _chips(found, request.GET),
        "page": page,
        "hits": _hits(list(page), found.words, at),
    }
    return render(request, "web/search.html", context)


def _chips(found: Found, query: QueryDict) -> list[dict[str, Any]]:
    """The states among what was found, with how many of each."""
    labels, chips = dict(states_of()), []
    for state, count in sorted(found.states.items(), key=lambda pair: -pair[1]):
        narrowed = query.copy()
        narrowed.pop("page", None)
        narrowed["state"] = state
        url = f"?{narrowed.urlencode()}"
        current = query.get("state") == state
        chips.append(
            {"label": labels.get(state, state), "url": url, "count": count, "current": current}
        )
    return chips if query.get("q") else []


def _hits(ids: list[int], said: list[str], at: datetime) -> Iterable[Hit]:
    """The rows of a page of what was found, which is what the user may see, in their order."""
    rows = rows_of(ids, None, at)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for row in rows if said else ():
        by_kind[row.code].append(row.pk)
    texts = {
        pk: text for kind, keys in by_kind.items() for pk, text in KINDS[kind].texts(keys).items()
    }
    for row in rows:
        text = texts.get(row.pk)
        written = (text.text, text.internal, text.address) if text else ()
        pieces = (snippet(EVERYBODY.text(each), said) for each in written)
        yield Hit(
            row,
            title=snippet(row.title, said, 200) or [(row.title, False)],
            piece=next(filter(None, pieces), []),
        )
