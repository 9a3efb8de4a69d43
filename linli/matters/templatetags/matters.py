"""How any matter looks in a page: `{% matter_url row %}`, `{{ row|state_tone }}`."""

from __future__ import annotations

from django import template
from django.urls import reverse

from linli.matters.models import Matter

register = template.Library()


@register.simple_tag
def matter_url(matter: Matter) -> str:
    """The address of the matter's page in its own app."""
    return reverse(f"{matter.flow.app}:page", args=[matter.number])


@register.filter
def state_tone(matter: Matter) -> str:
    """The tone of the state's badge: ended, waiting for a decision, or active."""
    return matter.flow.tone(matter.state, ended=matter.closed_at is not None)
