"""Checking values against the sections' models, and saying in plain words what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from linli.ground.rulepacks.documents import Document, Fault, Path, dotted

SENTENCES: dict[str, str | Promise] = {
    "missing": gettext_lazy("A value is missing here."),
    "extra_forbidden": gettext_lazy("There is no such key."),
    "string_type": gettext_lazy("This must be text. Put it in quotes."),
    "string_too_short": gettext_lazy("The text needs at least {min_length} characters."),
    "string_too_long": gettext_lazy("The text may have at most {max_length} characters."),
    "string_pattern_mismatch": gettext_lazy("The text must have the form {pattern}."),
    "int": gettext_lazy("This must be a whole number, without quotes."),
    "float": gettext_lazy("This must be a number, without quotes."),
    "decimal": gettext_lazy("This must be a number, without quotes."),
    "bool": gettext_lazy("This must be true or false."),
    "greater_than": gettext_lazy("The number must be greater than {gt}."),
    "greater_than_equal": gettext_lazy("The number must be at least {ge}."),
    "less_than": gettext_lazy("The number must be less than {lt}."),
    "less_than_equal": gettext_lazy("The number must be at most {le}."),
    "multiple_of": gettext_lazy("The number must be a multiple of {multiple_of}."),
    "too_short": gettext_lazy(
        "At least {min_length} entries are needed; there are {actual_length}."
    ),
    "too_long": gettext_lazy(
        "At most {max_length} entries are allowed; there are {actual_length}."
    ),
    "enum": gettext_lazy("This must be one of {expected}."),
    "literal_error": gettext_lazy("This must be one of {expected}."),
    "none_required": gettext_lazy("This must be left empty."),
    "list": gettext_lazy("This must be a list, each entry on a line that begins with “- ”."),
    "set": gettext_lazy("This must be a list, each entry on a line that begins with “- ”."),
    "tuple": gettext_lazy("This must be a list, each entry on a line that begins with “- ”."),
    "frozen": gettext_lazy("This must be a list, each entry on a line that begins with “- ”."),
    "dict": gettext_lazy("This must be a block of keys, indented below this line."),
    "model": gettext_lazy("This must be a block of keys, indented below this line."),
    "date": gettext_lazy("This must be a date such as 2026-01-31."),
    "time": gettext_lazy("This must be a time such as 08:30, in quotes."),
    "value_error": "{error}",
    "assertion_error": "{error}",
}
"""What a kind of Pydantic error is called here; a kind not found goes by its first word."""


def faults_in(
    body: Mapping[str, Any], models: Mapping[str, type[BaseModel]], document: Document
) -> list[Fault]:
    """What is wrong with a merged pack; lines are those of `document`, where the key stands there.

    A key that no section or model knows is a fault at any depth, whatever the model allows.
    """
    faults = []
    for name, value in body.items():
        if name not in models:
            faults.append(unknown_key((name,), document, models))
            continue
        try:
            models[name].model_validate(value, extra="forbid")
        except ValidationError as error:
            faults += [_fault(name, models[name], each, document) for each in error.errors()]
    return faults


def unknown_key(path: Path, document: Document, known: Collection[str]) -> Fault:
    """The fault of a key that nobody asks for, with the nearest one that somebody does."""
    message = str(SENTENCES["extra_forbidden"])
    near = get_close_matches(str(path[-1]), list(known), n=1)
    if near:
        message += " " + _("Did you mean “{key}”?").format(key=near[0])
    return Fault(dotted(path), document.line(path), message)


def _fault(name: str, model: type[BaseModel], error: ErrorDetails, document: Document) -> Fault:
    path: Path = (name, *error["loc"])
    if error["type"] == "extra_forbidden":
        return unknown_key(path, document, _siblings(model, error["loc"]))
    return Fault(dotted(path), document.line(path), sentence(error))


def sentence(error: ErrorDetails) -> str:
    """A Pydantic error in the reader's language; a rare kind stays as Pydantic says it."""
    kind = error["type"]
    found = SENTENCES.get(kind) or SENTENCES.get(kind.split("_")[0])
    if found is None:
        return error["msg"]
    details = dict(error.get("ctx", {}))
    if "expected" in details:
        # Pydantic joins the last two with an English word.
        details["expected"] = str(details["expected"]).replace("' or '", "', '")
    return str(found).format_map(details)


def _siblings(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the block of an unknown key may have, as far as they are easily known."""
    block: Any = model
    for part in loc[:-1]:
        fields = getattr(block, "model_fields", {})
        if part not in fields:
            return []
        block = fields[part].annotation
    return list(getattr(block, "model_fields", {}))
