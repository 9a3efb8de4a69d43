"""How any matter looks in a page: `{% matter_url row %}`, `{{ row|state_tone }}`."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from linli.matters.addresses import page_of
from linli.matters.ahead import NextStep, next_step
from linli.matters.cards import CARDS
from linli.matters.mentions import MENTION
from linli.matters.models import Matter

register = template.Library()


@register.simple_tag
def matter_url(matter: Matter) -> str:
    """The address of the matter's page in its own app."""
    return page_of(matter.flow.app, matter.number)


@register.filter
def state_tone(matter: Matter) -> str:
    """The tone of the state's badge: ended, waiting for a decision, or active."""
    return matter.flow.tone(matter.state, ended=matter.closed_at is not None)


@register.filter
def mentions(text: str) -> SafeString:
    """The text of a timeline with its mentions as chips; everything else is escaped."""
    escaped = escape(text)
    return mark_safe(MENTION.sub(r'<span class="mention">@\1</span>', escaped))  # noqa: S308


@register.inclusion_tag("matters/next_step.html")
def coming(matter: Matter) -> dict[str, NextStep | None]:
    """What linli does next by the ladder with a matter of any kind."""
    return {"next_step": next_step(matter, matter.deadlines.running())}


@register.simple_tag(takes_context=True)
def cards(context: dict[str, Any], matter: Matter) -> SafeString:
    """What other institutions show of the matter.

    The page gives the moment as `now` and, where it has read them, the events as `happened`.
    """
    request, happened = context["request"], context.get("happened")
    shown = [
        render_to_string(card.template, found, request)
        for card in CARDS.values()
        if (found := card.context(matter, request.user, context["now"], happened)) is not None
    ]
    return format_html_join("", "{}", ((html,) for html in shown))
