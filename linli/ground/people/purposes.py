"""The purposes that ship with linli: read from purposes.yaml, checked, not yet in the database."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator
from ruamel.yaml import YAML

from linli.ground.people.models import ProcessingPurpose
from linli.ground.worktime.limits import Limit

FILE = Path(__file__).with_name("purposes.yaml")


class Purpose(BaseModel):
    """One purpose as the file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z_]*$", max_length=40)
    label: str = Field(min_length=2, max_length=100)
    basis: ProcessingPurpose.Basis
    article: str = Field(min_length=2, max_length=200)
    fields: list[str]
    retention: Limit
    text: str = Field(min_length=10)
    label_en: str = Field(default="", max_length=100)
    text_en: str = ""
    valid_from: date | None = None

    @field_validator("text")
    @classmethod
    def _without_gaps(cls, text: str) -> str:
        """The lines of the file joined as Chinese is written: without a space."""
        return re.sub(r"(?<=[。，；：]) ", "", text)


@cache
def shipped() -> tuple[Purpose, ...]:
    """The purposes in purposes.yaml."""
    content = YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))
    return tuple(Purpose.model_validate(row) for row in content["purposes"])
