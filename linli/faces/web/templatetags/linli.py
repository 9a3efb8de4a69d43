"""Tags and filters of the shell: `{% again %}`, `{% icon %}`, `|remaining`, `|light`."""

from __future__ import annotations

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

MESSAGE_ICONS = {"success": "check", "warning": "alert-triangle", "error": "alert-circle"}


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> SafeString:
    """Draw a block a second time: the page's title is also its heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return SafeString(block.nodelist.render(context).strip())


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite; without a label it is decoration and hidden from readers."""
    address = static("web/icons.svg")
    if not label:
        return format_html(
            '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', address, name
        )
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
        label, address, name,
    )


@register.filter
def message_icon(level: str) -> str:
    """The icon that goes with a message's level."""
    return MESSAGE_ICONS.get(level, "info-circle")
