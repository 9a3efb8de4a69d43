"""The sections a rule pack has: one for each app that ships a `pack.py` and a `pack.yaml`."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from linli.ground.rulepacks.documents import Document, Fault, PackInvalid, parse
from linli.ground.rulepacks.merging import digest_of
from linli.ground.rulepacks.sentences import faults_in, unknown_key

DEFAULT_FILE = "pack.yaml"

SECTIONS: dict[str, Section] = {}
"""The sections of the installed apps, by the key under which they stand in a pack."""


class WrongSection(ValueError):
    """A section that cannot be meant: its key is taken, or its default file is not there."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the pack: its top key, the model that checks it, the file with its defaults."""

    name: str
    model: type[BaseModel]
    file: Path

    def text(self) -> str:
        """The default file as it ships, comments and all."""
        return self.file.read_text(encoding="utf-8")


def section(name: str, model: type[BaseModel], *, file: Path | None = None) -> Section:
    """Give the rule pack a section `name`, checked by `model`; call it in an app's `pack.py`.

    The defaults stand under the key `name` in `pack.yaml` beside the model, or in `file`. A value
    that a later release adds to an *entry of a list* needs a default in the model: editions of
    running matters do not have it. Raises WrongSection.
    """
    file = file or Path(inspect.getfile(model)).with_name(DEFAULT_FILE)
    made = Section(name, model, file)
    if SECTIONS.get(name, made) != made:
        raise WrongSection(f"Two apps want the section “{name}” of the rule pack.")
    if not file.is_file():
        raise WrongSection(f"The section “{name}” of the rule pack has no default file {file}.")
    SECTIONS[name] = made
    default_document.cache_clear()
    default_digest.cache_clear()
    return made


def default_text() -> str:
    """The default pack: the commented default files of all sections, one after the other."""
    return "\n".join(each.text().strip() + "\n" for each in SECTIONS.values())


@cache
def default_document() -> Document:
    """The default pack as read, with its lines. Raises PackInvalid when it cannot be read."""
    return parse(default_text())


def default_body() -> dict[str, Any]:
    """The default pack's values; not to be changed by the reader."""
    return default_document().data


@cache
def default_digest() -> str:
    """The SHA-256 of the default values: it changes when a release changes a default."""
    return digest_of(default_body())


def faults_of_default(made: Section) -> list[Fault]:
    """What is wrong with a section's default file; lines are those of that file."""
    try:
        document = parse(made.text())
    except PackInvalid as invalid:
        return list(invalid.faults)
    strangers = [key for key in document.data if key != made.name]
    faults = [unknown_key((key,), document, [made.name]) for key in strangers]
    if made.name not in document.data:
        faults.append(Fault(made.name, None, f"The file does not have the key “{made.name}”."))
        return faults
    own = {made.name: document.data[made.name]}
    return faults + faults_in(own, {made.name: made.model}, document)
