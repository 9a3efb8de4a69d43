"""Draws states and deadlines in one go: a template for each badge costs long lists dearly."""

from __future__ import annotations

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from linli.faces.web.lamps import Lamp, until


def state(label: object, tone: str = "") -> SafeString:
    """A matter's state; the tone is active, waiting, done, ended, bad or none."""
    return format_html('<span class="state{}">{}</span>', f" state-{tone}" if tone else "", label)


def light(lamp: Lamp, label: object = "") -> SafeString:
    """A deadline as a traffic light in words, with its name where there are several."""
    name = format_html('<span class="label">{}</span> ', label) if label else ""
    return format_html(
        '<span class="light light-{}"><span>{}{}{}</span></span>',
        lamp.colour,
        name,
        lamp.words,
        _time(lamp),
    )


def _time(lamp: Lamp) -> str:
    if not lamp.due_at:
        return ""
    return format_html(
        ' <time class="soft small" datetime="{}">{}</time>',
        timezone.localtime(lamp.due_at).isoformat(),
        until(lamp.due_at),
    )
