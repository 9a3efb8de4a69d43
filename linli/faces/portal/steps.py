"""Reporting in large type: one question on each screen, all answers carried along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.faces.portal.forms import ReportForm
from linli.ground.people.models import Resident


@dataclass(frozen=True, slots=True)
class Step:
    """One question: its words, and the fields that answer it."""

    name: str
    title: str | Promise
    fields: tuple[str, ...]


STEPS = (
    Step("what", _("What happened?"), ("text",)),
    Step("where", _("Where is it?"), ("place", "address")),
    Step("who", _("How do we reach you?"), ("identity", "name", "phone")),
    # The last, because a browser does not carry chosen files from page to page.
    Step("photos", _("Do you have a photo?"), ("photos",)),
)

ON_THE_WAY = ("find", "under", "go", "look")
"""The buttons that look for a place or at the words, or turn to another question; all others send
the report."""


def is_on_the_way(data: Mapping[str, str]) -> bool:
    """Whether the page was sent to go on with it, not to report."""
    return any(button in data for button in ON_THE_WAY)


def form_on_the_way(request: HttpRequest, me: Resident | None, at: datetime) -> ReportForm:
    """The form with what was typed so far; bound where the question just left was not answered."""
    data = request.POST
    if _goes_forward(data):
        form = ReportForm(data, me=me, at=at)
        for field in set(form.errors) - set(STEPS[_number(data, "step")].fields):
            del form.errors[field]
        if form.errors:
            return form
    typed = {field: value for field, value in data.items() if field != "csrfmiddlewaretoken"}
    return ReportForm(initial=typed, me=me, at=at)


def current(form: ReportForm, data: Mapping[str, str]) -> dict[str, Any]:
    """What the template needs of the question to show."""
    number = _shown(form, data)
    return {"number": number, "step": STEPS[number], "steps": STEPS}


def _shown(form: ReportForm, data: Mapping[str, str]) -> int:
    """The first question whose answer is wrong, else the one asked for, else the same as before."""
    if form.errors:
        wrong = [n for n, step in enumerate(STEPS) if set(step.fields) & set(form.errors)]
        return wrong[0] if wrong else len(STEPS) - 1
    return _number(data, "go" if "go" in data else "step")


def _goes_forward(data: Mapping[str, str]) -> bool:
    return "go" in data and _number(data, "go") > _number(data, "step")


def _number(data: Mapping[str, str], name: str) -> int:
    text = data.get(name, "")
    return min(int(text), len(STEPS) - 1) if text.isdecimal() and len(text) < 3 else 0
