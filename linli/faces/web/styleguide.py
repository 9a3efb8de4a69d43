"""Invented content for the style guide, so that every component is seen in every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)


class SampleForm(forms.Form):
    """One field of each shape."""

    what = forms.CharField(
        label=_("What happened"),
        help_text=_("Where, when, and what you wish for."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(label=_("Phone"), max_length=11)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", "—"), ("1", _("Lighting")), ("2", _("Water"))],
    )
    wish = forms.ChoiceField(
        label=_("How may we reach you"),
        widget=forms.RadioSelect,
        choices=[("sms", _("By text message")), ("call", _("By phone"))],
    )
    agree = forms.BooleanField(label=_("My neighbours may read this, without my name"))


class NoteForm(forms.Form):
    """The form of a move."""

    note = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


def samples(now: datetime) -> dict[str, Any]:
    """The template context of the style guide."""
    return {
        "now": now,
        "form": SampleForm(initial={"wish": "sms"}),
        "wrong": SampleForm({"what": "", "phone": "139", "wish": "sms"}),
        "filter_form": NoteForm(),
        "lights": [
            {"due_at": now + 3 * DAY + timedelta(hours=4, minutes=1)},
            {"due_at": now + timedelta(hours=1, minutes=30), "warn_at": now - DAY},
            {"due_at": now - 2 * DAY},
            {"due_at": now + DAY, "paused": True},
            {"due_at": now, "met_at": now - DAY},
            {},
        ],
        "states": [
            (_("In progress"), "active"),
            (_("Waiting"), "waiting"),
            (_("Finished"), "done"),
            (_("Closed"), "ended"),
            (_("Returned"), "bad"),
        ],
        "timeline": _timeline(now),
        "offers": [
            {"name": "finish", "label": _("Finish"), "tone": "primary", "url": "", "form": None},
            {"name": "raise", "label": _("Raise"), "url": "", "form": NoteForm(), "open": True},
            {
                "name": "refuse",
                "label": _("Refuse"),
                "tone": "danger",
                "url": "",
                "form": NoteForm(),
            },
        ],
        "trail": [{"label": _("Inbox"), "url": "/"}, {"label": "99010120260001"}],
        "chips": [
            {"label": _("All"), "url": "?", "count": 12, "current": True},
            {"label": _("Overdue"), "url": "?", "count": 2},
        ],
        "page": Paginator(range(45), 20).page(2),
        "facts": [
            {"label": _("Place"), "value": "桂花里社区"},
            {"label": _("Phone"), "value": "139****0001"},
        ],
        "rows": [("99010120260001", "3 号楼楼道灯不亮"), ("99010120260002", "垃圾桶满溢")],
    }


def _timeline(now: datetime) -> list[dict[str, object]]:
    return [
        {
            "at": now - DAY,
            "label": _("Reported"),
            "who": "周秀兰",
            "text": "3 号楼二单元楼道灯不亮。",
        },
        {"at": now - DAY / 2, "label": _("Dispatched"), "who": "赵敏"},
        {"at": now, "label": _("Finished"), "who": "李晓梅", "text": "已更换灯泡。"},
    ]
