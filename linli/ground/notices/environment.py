"""What a deployment may set about messages; the settings of linli take these in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic_settings import BaseSettings

WebAddress = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/?#]+)?$")]
"""Scheme and host, and a port where it has one; no path, so that paths can be put behind it."""


class Outside(BaseSettings):
    """The world outside, as messages need to know it."""

    public_url: WebAddress = Field(
        default="", description="where people reach the pages, for the links in messages"
    )
