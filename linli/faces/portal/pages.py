"""What the templates of the residents' pages need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Case, State, Type
from linli.affairs.cases.queries import joinable
from linli.faces.portal import picker, steps, visitors
from linli.faces.portal.actions import may_be_read
from linli.faces.portal.forms import AddForm, ReportForm, fresh_key
from linli.faces.portal.standing import standing
from linli.faces.portal.story import Teller
from linli.faces.portal.understood import Understood, typed, understood
from linli.ground.digits import whole
from linli.ground.org.addresses import client_address
from linli.ground.people.models import PurposeText
from linli.matters.engine import moves_for
from linli.matters.models import Attachment

PURPOSE = "requests"
"""The purpose, in the registry of people, for which the data of a report is used."""


def offered_places(data: Mapping[str, str], at: datetime) -> picker.Picker:
    """The places to offer for what was typed, looked into, chosen or located so far."""
    point = picker.typed_point(data)
    if point and not data.get("place") and not data.get("place_text") and not data.get("under"):
        return picker.at_point(*point, at)
    browsing, searching = data.get("find") == "browse", "find" in data
    return picker.pick(
        text="" if browsing else data.get("place_text", ""),
        under=data.get("under", ""),
        code="" if searching else data.get("place", ""),
        at=at,
    )


def what_is_read(request: HttpRequest, at: datetime) -> Understood | None:
    """What is read in the words typed so far; None where they say nothing yet, or too often."""
    if typed(request.POST) and may_be_read(client_address(request), at=at):
        return understood(request.POST, at)
    return None


def report_page(request: HttpRequest, form: ReportForm, at: datetime) -> dict[str, Any]:
    """The context of the report page."""
    texts = PurposeText.objects.filter(purpose__code=PURPOSE).order_by("-version")
    if form.is_bound:  # what is sent next is another sending
        form.data = {**form.data.dict(), "key": fresh_key()}  # type: ignore[attr-defined]
    return {
        "form": form,
        "me": form.me,
        "picker": offered_places(request.POST or _asked_for(request), at),
        "has_map": picker.has_shapes(at),
        "purpose": texts.first(),
        "photos_lost": bool(request.FILES),
        "tip_off": Type.TIP_OFF,
        "understood": what_is_read(request, at),
        **steps.current(form, request.POST),
    }


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """The place that a poster or a page about it leads here from."""
    return {"place": request.GET.get("place", "")}


def case_page(
    opened: visitors.Opened,
    at: datetime,
    *,
    moved: str = "",
    data: Mapping[str, Any] | None = None,
    added: AddForm | None = None,
) -> dict[str, Any]:
    """The context of one case's page; after a refusal, with what was typed and the errors."""
    case, lead = opened.case, opened.lead
    items = Teller(case, opened.by).tell()
    return {
        "case": case,
        "lead": lead,
        "together": lead.pk != case.pk,
        "by_number": opened.by_number,
        "standing": standing(lead, at),
        "story": [_shown(case, item) for item in items],
        "offers": [
            _offer(opened, move, at, data if move.name == moved else None)
            for move in moves_for(lead, opened.by, at)
            if move.name != "join" or (lead.pk == case.pk and joinable(case, at).exists())
        ],
        "question": items[0].text if case.state == State.WAITING and items else "",
        "add_form": added or AddForm(),
        "key": fresh_key(),
    }


def _shown(case: Case, item: Any) -> dict[str, Any]:
    return {
        "at": item.at,
        "label": item.label,
        "who": item.who,
        "text": item.text.strip(),
        "photos": [_photo(case, photo) for photo in item.photos],
    }


def _photo(case: Case, photo: Attachment) -> dict[str, Any]:
    url = reverse("my-case-photo", args=[case.number, photo.pk])
    return {
        "url": url,
        "small": f"{url}?small=1",
        "name": photo.name,
        "is_image": photo.is_image,
        "is_film": photo.is_film,
        "is_recording": photo.is_recording,
        "why_not": "" if photo.may_be_read else photo.why_not,
        "caption": _("After") if photo.stage == "after" else "",
    }


def _offer(
    opened: visitors.Opened, move: Any, at: datetime, data: Mapping[str, Any] | None
) -> dict[str, Any]:
    form: forms.Form | None = None
    if move.form is not None:
        form = move.form(data, matter=opened.lead, by=opened.by, at=at)
    return {
        "name": move.name,
        "form": form,
        "url": reverse("my-case-move", args=[opened.case.number, move.name]),
    }


ANSWERING = ("rate", "rate_too")
"""The moves that take the three answers: from the last of the reporters, or from another."""


def chosen(opened: visitors.Opened, name: str, at: datetime) -> str:
    """The move that is meant: which of the answering ones fits may change while a page is open."""
    if name not in ANSWERING:
        return name
    open_ = {move.name for move in moves_for(opened.lead, opened.by, at)}
    return next((each for each in ANSWERING if each in open_), name)


def guards(request: HttpRequest) -> dict[str, Any]:
    """The version that the visitor looked at, the key of this sending, and where it came from."""
    return {
        "version": whole(request.POST.get("version")) or 0,
        "key": request.POST.get("key", "")[:80],
        "door": visitors.door_of(request),
    }


def thanks(name: str) -> str:
    """What the visitor is told after a move."""
    if name in ANSWERING:
        return _("Thank you. Your answer counts in every figure about this office.")
    if name == "answer":
        return _("Thank you. Those in charge have your answer.")
    if name == "withdraw":
        return _("It is withdrawn.")
    if name == "join":
        return _("Thank you. Both are handled together, and you hear of every step.")
    return _("It is open again, and those in charge were told.")
