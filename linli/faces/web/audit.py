"""The journal for whoever audits: who did what to which record, and when (GB/T 22239-2019).

Of matters it says that something happened and not what: the audit has no look at content without a
staff session. The reasons that somebody gave for a look are the audit trail itself, and are read
as long as their keys are whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.affairs.cases.exporting import mark_of
from linli.faces.web.actions import record_journal_taken
from linli.faces.web.inbox import DAY
from linli.ground.digits import whole
from linli.ground.journal.events import EVENTS
from linli.ground.journal.models import Entry
from linli.ground.journal.sealing import SEALED
from linli.ground.org.models import User
from linli.ground.org.rules import may_oversee
from linli.ground.privacy.words import words_of
from linli.ground.sheets.writing import cell, csv_in_pieces
from linli.matters.doors import staff_page, user_of

PAGE, PIECE = 50, 2_000
MOST = 100_000
"""Entries of one file."""

DAYS, USUAL = 31, 7
"""The most days at once, and those that are shown unless others are chosen."""

TELLING = frozenset(
    {"org", "signin", "people", "places", "rulepacks", "texts", "notices", "privacy", "journal"}
)
"""Apps whose records are no matters: what happened to them is shown with its codes and keys."""


class AuditForm(forms.Form):
    """Whose doings, of which kind, in which days."""

    who = forms.CharField(label=gettext_lazy("User name"), required=False, max_length=150)
    event = forms.ChoiceField(label=gettext_lazy("Kind of event"), required=False)
    first = forms.DateField(label=gettext_lazy("From the day"), required=False, widget=DAY)
    last = forms.DateField(label=gettext_lazy("To the day"), required=False, widget=DAY)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        kinds = sorted((str(event.label), code) for code, event in EVENTS.items())
        every = [("", _("All")), *((code, f"{label} ({code})") for label, code in kinds)]
        self.fields["event"].choices = every  # type: ignore[attr-defined]
        self.today = today

    def clean_who(self) -> User | None:
        """An account there is; none for everybody."""
        name: str = self.cleaned_data["who"].strip()
        found = User.objects.filter(username__iexact=name).first() if name else None
        if name and found is None:
            raise forms.ValidationError(_("There is no account of this name."))
        return found

    def clean(self) -> dict[str, Any]:
        """The days of a week unless others are given, and not more than can be read at once."""
        given = super().clean() or self.cleaned_data
        last = given.get("last") or self.today
        first = given.get("first") or last - timedelta(days=USUAL - 1)
        if not timedelta() <= last - first < timedelta(days=DAYS):
            self.add_error("first", _("Choose at most %(days)d days.") % {"days": DAYS})
        return given | {"first": first, "last": last}

    def entries(self) -> models.QuerySet[Entry]:
        """What was recorded then, the newest first."""
        given = self.cleaned_data
        begin, end = _midnight(given["first"]), _midnight(given["last"] + timedelta(days=1))
        found = Entry.objects.filter(recorded_at__gte=begin, recorded_at__lt=end)
        found = found.filter(by=given["who"]) if given["who"] else found
        found = found.filter(event=given["event"]) if given["event"] else found
        return found.select_related("by").order_by("-recorded_at", "-pk")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@never_cache
@staff_page
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The entries, page by page: `?before=` is the key of the last one of the page before."""
    form, rows, more = _form(request), list[Entry](), False
    if form.is_valid():
        found = list(_behind(form.entries(), whole(request.GET.get("before")))[: PAGE + 1])
        rows, more = found[:PAGE], len(found) > PAGE
    query = request.GET.copy()
    query.pop("before", None)
    chosen = query.urlencode()
    older = f"{chosen}&before={rows[-1].pk}" if more else ""
    context = {"form": form, "rows": rows, "older": older, "query": chosen}
    lines = list(_lines(rows))
    status = 422 if form.errors else 200
    return render(request, "web/audit.html", context | {"lines": lines}, status=status)


@never_cache
@staff_page
@require_POST
def audit_file(request: HttpRequest) -> HttpResponseBase:
    """The same entries as CSV, once the journal has kept who takes them."""
    form, at, user = _form(request), timezone.now(), user_of(request)
    page = f"{reverse('audit')}?{request.GET.urlencode()}"
    if not form.is_valid():
        return redirect(page)
    count = form.entries()[: MOST + 1].count()
    if count > MOST:
        words = _("One file takes at most %(most)d entries. Choose fewer days.")
        messages.error(request, words % {"most": MOST})
        return redirect(page)
    given = form.cleaned_data
    days = {"first": given["first"], "last": given["last"], "event": given["event"]}
    taken = record_journal_taken(count=count, whose=given["who"], **days, by=user, at=at)
    table = _table(form.entries().filter(pk__lt=taken.pk)[:MOST], mark_of(user, taken))
    response = StreamingHttpResponse(csv_in_pieces(table, rows=PIECE))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    name = f"linli-journal-{given['first']}-{given['last']}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def details(entry: Entry) -> str:
    """What the entry keeps besides, in codes and keys; nothing of a matter."""
    if entry.about_kind.partition(".")[0] not in TELLING:
        return ""
    kept = {name: value for name, value in entry.data.items() if name != SEALED}
    return "; ".join(f"{name}: {_plain(value)}" for name, value in sorted(kept.items()))


def _plain(value: Any) -> str:
    """A value of the journal as people read it."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _lines(entries: list[Entry]) -> Iterator[tuple[Entry, str, str]]:
    """Each entry with its details, and the reason that was given with it."""
    words, gone = words_of(entries), {"reason": _("The time of this reason is over.")}
    for entry in entries:
        given = words.get(entry.pk, {})
        yield entry, details(entry), "; ".join((gone if given is None else given).values())


def _form(request: HttpRequest) -> AuditForm:
    """What is asked for. Raises Http404 for whoever audits nothing."""
    at = timezone.now()
    if not may_oversee(user_of(request), at):
        raise Http404
    return AuditForm(request.GET, today=timezone.localdate(at))


def _behind(entries: models.QuerySet[Entry], before: int | None) -> models.QuerySet[Entry]:
    last = Entry.objects.filter(pk=before).first() if before else None
    if last is None:
        return entries
    same = Q(recorded_at=last.recorded_at, pk__lt=last.pk)
    return entries.filter(Q(recorded_at__lt=last.recorded_at) | same)


def _table(entries: models.QuerySet[Entry], mark: str) -> Iterator[list[str]]:
    """The head and a row for each entry, read in pieces, every one with its mark."""
    yield [
        *(_("Recorded at"), _("User name"), _("Kind of event"), _("Code of the event")),
        *(_("Record"), _("Place in its chain"), _("Details"), _("Reason"), _("Taken out by")),
    ]
    pieces = batched(entries.iterator(chunk_size=PIECE), PIECE)
    for entry, kept, reason in chain.from_iterable(_lines(piece) for piece in pieces):
        recorded = f"{timezone.localtime(entry.recorded_at):%Y-%m-%d %H:%M:%S}"
        about = f"{entry.about_kind}:{entry.about_id}"
        known = (recorded, entry.by.username, entry.label, entry.event, about, entry.seq)
        yield [*map(cell, known), cell(kept), cell(reason), cell(mark)]


def batched(entries: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    """The entries in lists of so many."""
    while piece := list(islice(entries, size)):
        yield piece
