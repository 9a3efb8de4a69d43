"""Template filters of whistles."""

from __future__ import annotations

from django import template

from linli.text.redact import redacted

register = template.Library()


@register.filter
def without_names(written: str) -> str:
    """What a list shows of something written, whoever reads it: no phones, names and the like."""
    return redacted(written)
