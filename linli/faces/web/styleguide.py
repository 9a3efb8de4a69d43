"""Invented content for the style guide, so that every component is seen in every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.translation import pgettext_lazy

from linli.faces.web.navigation import address

DAY = timedelta(days=1)


class SampleForm(forms.Form):
    """One field of each shape."""

    what = forms.CharField(
        label=pgettext_lazy("sample", "What happened"),
        help_text=pgettext_lazy("sample", "Where, when, and what you wish for."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(label=pgettext_lazy("sample", "Phone"), max_length=11)
    kind = forms.ChoiceField(
        label=pgettext_lazy("sample", "Kind"),
        required=False,
        choices=[
            ("", "—"),
            ("1", pgettext_lazy("sample", "Lighting")),
            ("2", pgettext_lazy("sample", "Water")),
        ],
    )
    wish = forms.ChoiceField(
        label=pgettext_lazy("sample", "How may we reach you"),
        widget=forms.RadioSelect,
        choices=[
            ("sms", pgettext_lazy("sample", "By text message")),
            ("call", pgettext_lazy("sample", "By phone")),
        ],
    )
    agree = forms.BooleanField(
        label=pgettext_lazy("sample", "My neighbours may read this, without my name")
    )


class SampleFilters(forms.Form):
    """What a list may be narrowed by."""

    words = forms.CharField(label=pgettext_lazy("sample", "Words"), widget=forms.SearchInput)
    state = forms.ChoiceField(
        label=pgettext_lazy("sample", "State"),
        choices=[
            ("", pgettext_lazy("sample", "All")),
            ("open", pgettext_lazy("sample", "In progress")),
        ],
    )


class NoteForm(forms.Form):
    """The form of a move."""

    note = forms.CharField(
        label=pgettext_lazy("sample", "Reason"), widget=forms.Textarea(attrs={"rows": 2})
    )


def samples(now: datetime) -> dict[str, Any]:
    """The template context of the style guide."""
    return {
        "now": now,
        "form": SampleForm(initial={"wish": "sms"}),
        "wrong": SampleForm({"what": "", "phone": "139", "wish": "sms"}),
        "filter_form": SampleFilters(),
        "page": Paginator(range(45), 20).page(2),
        "rows": [("99010120260001", "3 号楼楼道灯不亮"), ("99010120260002", "垃圾桶满溢")],
        "lights": _lights(now),
        "timeline": _timeline(now),
        "offers": _offers(),
        "shapes": address("report-map"),
        "photos": [{"url": static("web/mark.svg"), "name": "", "caption": "桂花里"}] * 2,
        "chart": {"columns": ["", "桂花里"], "rows": [["1 月", 14], ["2 月", 9], ["3 月", 21]]},
        **_lines(),
    }


def _lights(now: datetime) -> list[dict[str, object]]:
    return [
        {"due_at": now + 3 * DAY + timedelta(hours=4, minutes=1)},
        {"due_at": now + timedelta(hours=1, minutes=30), "warn_at": now - DAY},
        {"due_at": now - 2 * DAY},
        {"due_at": now + DAY, "paused": True},
        {"due_at": now, "met_at": now - DAY},
        {},
    ]


def _offers() -> list[dict[str, object]]:
    finish, raise_, refuse = (
        pgettext_lazy("sample", "Finish"),
        pgettext_lazy("sample", "Raise"),
        pgettext_lazy("sample", "Refuse"),
    )
    return [
        {"name": "finish", "label": finish, "tone": "primary", "url": ""},
        {"name": "raise", "label": raise_, "url": "", "form": NoteForm(), "open": True},
        {"name": "refuse", "label": refuse, "tone": "danger", "url": "", "form": NoteForm()},
    ]


def _lines() -> dict[str, object]:
    return {
        "states": [
            (pgettext_lazy("sample", "In progress"), "active"),
            (pgettext_lazy("sample", "Waiting"), "waiting"),
            (pgettext_lazy("sample", "Finished"), "done"),
            (pgettext_lazy("sample", "Closed"), "ended"),
            (pgettext_lazy("sample", "Returned"), "bad"),
        ],
        "trail": [
            {"label": pgettext_lazy("sample", "Inbox"), "url": "/"},
            {"label": "99010120260001"},
        ],
        "chips": [
            {"label": pgettext_lazy("sample", "All"), "url": "?", "count": 12, "current": True},
            {"label": pgettext_lazy("sample", "Overdue"), "url": "?", "count": 2},
        ],
        "places": [{"label": "福城区"}, {"label": "安居街道"}, {"label": "桂花里社区"}],
        "facts": [
            {"label": pgettext_lazy("sample", "Place"), "value": "桂花里社区"},
            {"label": pgettext_lazy("sample", "Phone"), "value": "139****0001"},
        ],
    }


def _timeline(now: datetime) -> list[dict[str, object]]:
    return [
        {
            "at": now - DAY,
            "label": pgettext_lazy("sample", "Reported"),
            "who": "周秀兰",
            "text": "3 号楼二单元楼道灯不亮。",
        },
        {"at": now - DAY / 2, "label": pgettext_lazy("sample", "Dispatched"), "who": "赵敏"},
        {
            "at": now,
            "label": pgettext_lazy("sample", "Finished"),
            "who": "李晓梅",
            "text": "已更换灯泡。",
        },
    ]
