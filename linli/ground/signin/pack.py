"""The section `signin` of the rule pack; the defaults and what they mean are in pack.yaml."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.queries import pack_for
from linli.ground.rulepacks.registry import section


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PasswordPack(_Part):
    """What a password of the staff has to be."""

    length: int = Field(ge=8, le=64)
    classes: int = Field(ge=1, le=4)
    days: int = Field(ge=1, le=3650)
    history: int = Field(ge=0, le=24)


class LockPack(_Part):
    """When the door is closed to a name or an address, and for how long."""

    failures: int = Field(ge=3, le=20)
    address_failures: int = Field(ge=5, le=1000)
    minutes: int = Field(ge=1, le=1440)


class SessionPack(_Part):
    """How long somebody stays signed in."""

    staff_idle_minutes: int = Field(ge=5, le=480)
    resident_idle_minutes: int = Field(ge=5, le=480)
    longest_hours: int = Field(ge=1, le=24)


class FactorPack(_Part):
    """Who needs a second factor."""

    administrators: bool
    staff: bool


class SigninPack(_Part):
    """What an installation sets for signing in."""

    password: PasswordPack
    lock: LockPack
    session: SessionPack
    second_factor: FactorPack


section("signin", SigninPack)


def signin_pack(at: datetime) -> SigninPack:
    """The numbers of the whole installation: whoever signs in is not at a place yet."""
    return pack_for("", timezone.localdate(at)).section(SigninPack)
