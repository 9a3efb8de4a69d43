"""The variables of the environment (LINLI_*), typed: a value that makes no sense stops the start.

docs/reference/settings.md explains each.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

WebAddress = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/?#]+)?$")]
"""Scheme and host, and a port where it has one; no path, so that paths can be put behind it."""


class Environment(BaseSettings):
    """The variables a deployment may set; every one has a name that starts with LINLI_."""

    model_config = SettingsConfigDict(env_prefix="LINLI_", env_file=".env", extra="ignore")

    home: Path = Field(default=Path("var"), description="where data, photos and keys are kept")
    database_url: str = Field(default="", description="PostgreSQL 15+; empty: the embedded one")
    secret_key: str = Field(default="", description="signs sessions; empty: a file in home")
    keys: str = Field(default="", description="keys of personal data; empty: a file in home")
    hosts: str = Field(default="localhost,127.0.0.1,[::1]", description="host names served")
    https: bool = Field(default=False, description="behind TLS: secure cookies and HSTS")
    public_url: WebAddress = Field(
        default="", description="where people reach the pages, for the links in messages"
    )
    debug: bool = False
    demo: bool = Field(default=False, description="a demonstration: fake SMS inbox, shown accounts")
    language: Literal["zh-hans", "en"] = "zh-hans"
    database_pool: int = Field(
        default=8, ge=0, le=200, description="connections a process; 0: none"
    )
    upload_limit_mb: int = Field(default=10, ge=1, le=100)
    webhooks_inside: bool = Field(default=False, description="webhooks to http and this net")
    api_rate: int = Field(default=1200, ge=0, description="API requests a minute; 0: no limit")
