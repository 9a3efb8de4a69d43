"""Draws a select field in one go: a template for every option costs long lists dearly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BoundField, Select
from django.forms.utils import flatatt
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

DASHES = BLANK_CHOICE_DASH[0][1]
"""What Django calls an empty choice that nobody gave words to."""


def draw(field: BoundField, widget: Select, classes: str) -> SafeString:
    """What Django's own template draws, the options one after another."""
    attributes: dict[str, Any] = {"class": classes} if classes else {}
    if field.auto_id and "id" not in widget.attrs:
        attributes["id"] = str(field.auto_id)
    attributes = widget.build_attrs(widget.attrs, field.build_widget_attrs(attributes, widget))
    chosen = {str(value) for value in widget.format_value(field.value())}
    empty = gettext("Choose …") if field.field.required else gettext("No choice")
    options = "".join(_options(widget.choices, chosen, empty))
    opening = f'<select name="{conditional_escape(field.html_name)}"{flatatt(attributes)}>'
    return SafeString(f"{opening}{options}</select>")


def _options(choices: Iterable[Any], chosen: set[str], empty: str) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield f'<optgroup label="{conditional_escape(value)}">'
            yield from _options(label, chosen, empty)
            yield "</optgroup>"
        else:
            plain = "" if value is None else str(value)
            mark = " selected" if plain in chosen else ""
            said = empty if label == DASHES else label
            words = said if isinstance(said, SafeString) else escape(str(said))
            yield f'<option value="{escape(plain)}"{mark}>{words}</option>'
