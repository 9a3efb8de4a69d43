"""The forms of moves as JSON Schema (draft 2020-12), so that clients need not know the flow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from linli.matters.forms import FilesField, YesNoField
from linli.matters.models import Matter


def schema_of(form: forms.Form | None) -> dict[str, Any]:
    """The input of a move. Files are not part of it: they are attached to the matter."""
    fields = form.fields if form else {}
    named = {name: field for name, field in fields.items() if not isinstance(field, FilesField)}
    return {
        "type": "object",
        "properties": {name: _property(field) for name, field in named.items()},
        "required": [name for name, field in named.items() if field.required],
        "additionalProperties": False,
    }


def _property(field: forms.Field) -> dict[str, Any]:
    described: dict[str, Any] = {"title": str(field.label or "")}
    if field.help_text:
        described["description"] = str(field.help_text)
    if isinstance(field, YesNoField):
        return described | {"type": "boolean"}
    if isinstance(field, forms.ModelMultipleChoiceField):
        key = field.to_field_name or "pk"
        items = {"type": "string", "format": f"{_model(field)}-{key}"}
        return described | {"type": "array", "items": items}
    if isinstance(field, forms.ModelChoiceField):
        key = field.to_field_name or "pk"
        return described | {"type": "string", "format": f"{_model(field)}-{key}"}
    if isinstance(field, forms.TypedChoiceField) and field.coerce is int:
        return described | {"type": "integer", "enum": [int(key) for key, _ in _choices(field)]}
    if isinstance(field, forms.ChoiceField):
        return described | {"type": "string", "enum": [key for key, _ in _choices(field)]}
    if isinstance(field, forms.DateTimeField):
        return described | {"type": "string", "format": "date-time"}
    if isinstance(field, forms.DateField):
        return described | {"type": "string", "format": "date"}
    if isinstance(field, forms.CharField) and field.max_length:
        described["maxLength"] = field.max_length
    return described | {"type": "string"}


def _choices(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    pairs = cast(Iterable[tuple[Any, Any]], field.choices)
    return [(key, label) for key, label in pairs if key != ""]


def _model(field: forms.ModelChoiceField[Any]) -> str:
    queryset = field.queryset
    return queryset.model._meta.model_name or "" if queryset is not None else Matter.__name__
