"""Tags and filters of the shell: `{% icon %}`, `{% state %}`, `{% light %}`, `|widget`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from django import forms, template
from django.forms import BoundField
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from linli.faces.web import badges, lamps, navigation, selects
from linli.faces.web import lines as listing
from linli.faces.web.rows import Row

register = template.Library()

MESSAGE_ICONS = {"success": "check", "warning": "alert-triangle", "error": "alert-circle"}
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> SafeString:
    """Draw a block a second time: the page's title is also its heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return SafeString(block.nodelist.render(context).strip())


@register.simple_tag
def address(url_name: str) -> str:
    """The address with this name, or nothing when no app offers it."""
    return navigation.address(url_name)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite; without a label it is decoration and hidden from readers."""
    if not label:
        return _decoration(name)
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, _drawing(name)
    )


@cache
def _decoration(name: str) -> SafeString:
    """Some thirty of them stand on every page."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        _drawing(name),
    )


def _drawing(name: str) -> str:
    return f"{static('web/icons.svg')}#{name}"


register.simple_tag(badges.state)
register.simple_tag(badges.light)


@register.simple_tag
def lines(rows: Iterable[Row], split: bool) -> SafeString:
    """The lines of the inbox, each a row of its table."""
    return listing.draw(rows, split=split)


@register.filter
def marked(runs: Iterable[tuple[str, bool]]) -> SafeString:
    """Runs of text, in which those that were looked for are marked."""
    told = (f"<mark>{escape(run)}</mark>" if is_marked else escape(run) for run, is_marked in runs)
    return SafeString("".join(told))


@register.filter
def message_icon(level: str) -> str:
    """The icon that goes with a message's level."""
    return MESSAGE_ICONS.get(level, "info-circle")


@register.filter
def shape(field: BoundField) -> str:
    """How a field is laid out: `choices` as a group, `check` beside its label, `line` below it."""
    widget_of = field.field.widget
    if isinstance(widget_of, CHOICES):
        return "choices"
    return "check" if isinstance(widget_of, forms.CheckboxInput) else "line"


@register.filter
def widget(field: BoundField) -> SafeString:
    """The field's input in the dress of the shell, tied to its help and errors."""
    own = field.field.widget
    dress = "form-control"
    if isinstance(own, forms.Select) and not isinstance(own, CHOICES):
        dress = "form-select"
    if isinstance(own, (*CHOICES, forms.CheckboxInput)):
        dress = ""
    classes = f"{own.attrs.get('class', '')} {dress}".strip()
    if type(own) is forms.Select:
        return selects.draw(field, own, classes)
    attributes: dict[str, str | bool] = {"class": classes} if classes else {}
    return field.as_widget(attrs=attributes)


@register.filter
def remaining(due_at: datetime | None, now: datetime) -> str:
    """`3 days 4 hours left`, `overdue by 2 days`; nothing without a deadline."""
    return lamps.remaining(due_at, now) if due_at else ""


@register.filter
def lasting(number: int, unit: str) -> str:
    """So many minutes, or of another unit, in the largest that there are: `1 day`, `2 hours`."""
    return lamps.span(timedelta(**{unit: number}))


@register.filter
def moment(at: datetime | None) -> str:
    """`2026-11-25 17:00`; nothing when there is no moment."""
    return lamps.moment(at) if at else ""


@register.filter
def until(due_at: datetime | None) -> str:
    """The end of a period; midnight is shown as 24:00 of the day before."""
    return lamps.until(due_at) if due_at else ""


@register.simple_tag(takes_context=True)
def deadline_light(context: template.Context) -> lamps.Lamp:
    """The lamp for the variables of components/light.html."""
    now = context.get("now") or timezone.now()
    if deadline := context.get("deadline"):
        return lamps.lamp_of(deadline, now)
    return lamps.lamp(
        context.get("due_at") or None,
        now,
        warn_at=context.get("warn_at") or None,
        met_at=context.get("met_at") or None,
        paused=bool(context.get("paused")),
    )
