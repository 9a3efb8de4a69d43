"""The variables of the environment (LINLI_*), typed: a value that makes no sense stops the start.

docs/reference/settings.md explains each.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import Field, Json, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

WebAddress = Annotated[str, StringConstraints(pattern=r"^(https?://[^\s/?#]+)?$")]
"""Scheme and host, and a port where it has one; no path, so that paths can be put behind it."""


Web = Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$")]
Mail = Annotated[str, StringConstraints(pattern=r"^((smtp|smtp\+tls|smtps)://\S+)?$")]

SMS_BODY: Any = '{"key":"$key","phone":"$address","text":"$text"}'


class Outside(BaseSettings):
    """The world outside, as messages need to know it."""

    model_config = SettingsConfigDict(env_prefix="LINLI_", env_file=".env", extra="ignore")

    public_url: WebAddress = Field(
        default="", description="where people reach the pages, for the links in messages"
    )
    sms_url: Web = Field(default="", description="the SMS gateway; empty: nothing is sent")
    sms_account: str = Field(default="", description="who we are to the SMS gateway")
    sms_secret: str = Field(default="", description="signs what goes to the SMS gateway")
    sms_body: Json[dict[str, Any]] = Field(default=SMS_BODY, description="what it is sent")
    sms_knows_keys: bool = Field(default=False, description="the gateway drops a repeated key")
    sms_templates: dict[str, str] = Field(default={}, description="the gateway's own templates")
    email_url: Mail = Field(default="", description="smtp://, smtp+tls:// or smtps:// server")
    email_from: str = Field(default="", description="the sender of e-mail")
    wecom_url: Web = Field(default="https://qyapi.weixin.qq.com", description="WeCom or a robot")
    wecom_corp: str = Field(default="", description="corpid; empty: no WeCom messages")
    wecom_secret: str = Field(default="", description="secret of the WeCom application")
    wecom_agent: int = Field(default=0, ge=0, description="agentid of the WeCom application")
    wechat_url: Web = Field(default="https://api.weixin.qq.com", description="WeChat")
    wechat_app: str = Field(default="", description="appid of the official account; empty: none")
    wechat_secret: str = Field(default="", description="secret of the official account")
    wechat_templates: dict[str, str] = Field(default={}, description="template ids by notice")

    @property
    def has_wecom(self) -> bool:
        """Whether messages can go to WeCom: an application, or the robot of a group."""
        return bool(self.wecom_corp) or "/webhook/" in self.wecom_url


Bucket = Annotated[
    str, StringConstraints(pattern=r"^(s3://[^\s:@/]+:[^\s@/]+@[^\s/]+/[^\s/?]+(\?\S*)?)?$")
]
"""s3://key:secret@host:port/bucket?region=…&tls=no; key and secret with %-escapes."""

STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


class Files(BaseSettings):
    """Where files lie, and who looks for harm in them."""

    model_config = SettingsConfigDict(env_prefix="LINLI_", env_file=".env", extra="ignore")

    files: Bucket = Field(default="", description="a bucket for files; empty: a folder in home")
    clamd: str = Field(default="", description="scans files: host:port, or a socket's path")

    @property
    def storages(self) -> dict[str, dict[str, Any]]:
        """What Django wants to know about the place of files."""
        if not self.files:
            folder = {"BACKEND": "linli.matters.attachments.folder.Folder"}
            return {"default": folder, "staticfiles": STATIC}
        parts = urlsplit(self.files)
        more = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        scheme = "http" if more.get("tls") == "no" else "https"
        options = {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
            "bucket_name": parts.path.strip("/"),
            "region_name": more.get("region", "us-east-1"),
            "addressing_style": "path",
            "file_overwrite": True,
        }
        bucket = {"BACKEND": "linli.matters.attachments.bucket.Bucket", "OPTIONS": options}
        return {"default": bucket, "staticfiles": STATIC}

    @property
    def upload_handlers(self) -> list[str]:
        """Small files come into memory, larger ones into a file that ends at the limit."""
        return [
            "django.core.files.uploadhandler.MemoryFileUploadHandler",
            "linli.matters.attachments.uploads.Limited",
        ]


Tiles = Annotated[
    str, StringConstraints(pattern=r"^(https://[^\s/?#]+/\S+( https://[^\s/?#]+/\S+)*)?$")
]
"""Addresses of map tiles, with {z}, {x} and {y}; several lie one above the other."""


class BaseMap(BaseSettings):
    """The map of somebody else under the outlines of the desk; none unless it is set."""

    model_config = SettingsConfigDict(env_prefix="LINLI_", env_file=".env", extra="ignore")

    base_map: Tiles = Field(default="", description="tiles: {z} {x} {y}, {key}; empty: none")
    base_map_key: str = Field(default="", description="stands for {key}; browsers see it")
    base_map_datum: Literal["cgcs2000", "gcj02"] = Field(
        default="cgcs2000", description="on what the tiles are drawn"
    )
    base_map_credit: str = Field(default="", description="source and approval number, shown on it")


class Environment(Outside, Files, BaseMap):
    """The variables a deployment may set; every one has a name that starts with LINLI_."""

    # Said here again: what the last of the bases says of itself would hold.
    model_config = SettingsConfigDict(env_prefix="LINLI_", env_file=".env", extra="ignore")

    home: Path = Field(default=Path("var"), description="where data, photos and keys are kept")
    database_url: str = Field(default="", description="PostgreSQL 15+; empty: the embedded one")
    secret_key: str = Field(default="", description="signs sessions; empty: a file in home")
    keys: str = Field(default="", description="keys of personal data; empty: a file in home")
    hosts: str = Field(default="localhost,127.0.0.1,[::1]", description="host names served")
    https: bool = Field(default=False, description="behind TLS: secure cookies and HSTS")
    debug: bool = False
    demo: bool = Field(default=False, description="a demonstration: fake SMS inbox, shown accounts")
    language: Literal["zh-hans", "en"] = "zh-hans"
    database_pool: int = Field(
        default=8, ge=0, le=200, description="connections a process; 0: none"
    )
    upload_limit_mb: int = Field(default=10, ge=1, le=100)
    webhooks_inside: bool = Field(default=False, description="webhooks to http and this net")
    api_rate: int = Field(default=1200, ge=0, description="API requests a minute; 0: no limit")
