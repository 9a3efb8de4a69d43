"""The section `desk` of the rule pack; the defaults and their reasons are in pack.yaml."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_for
from linli.ground.rulepacks.registry import section


class DeskPack(BaseModel):
    """What a locality sets for the desks of its staff."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    together: int = Field(ge=2, le=200)
    saved_views: int = Field(ge=1, le=100)
    refresh: int = Field(ge=5, le=600)


section("desk", DeskPack)


def limits_of(user: User, at: datetime) -> DeskPack:
    """What holds at the desk of somebody: the rules of the widest area of their duties."""
    areas = (duty.unit.place_id for duty in user.duties_at(at))
    return pack_for(min(areas, key=len, default=""), timezone.localdate(at)).section(DeskPack)
