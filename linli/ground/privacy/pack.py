"""The section `privacy` of the rule pack; the defaults and their sources are in pack.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import section
from linli.ground.worktime.limits import Limit


class Keep(BaseModel):
    """How long each kind of record is kept, from the day its purpose ends."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    matters: Limit
    messages: Limit
    codes: Limit
    residents: Limit
    memberships: Limit
    contacts: Limit
    minors: Limit
    errors: Limit
    sessions: Limit
    staff_sessions: Limit
    assessments: Limit
    incidents: Limit
    exchanges: Limit
    ratings: Limit
    findings: Limit
    surveys: Limit
    appraisals: Limit


class IncidentPack(BaseModel):
    """How soon the authority has to know of an incident."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    report_within_hours: int = Field(ge=1, le=72)


class PrivacyPack(BaseModel):
    """What a locality sets for the end of personal data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep: Keep
    incident: IncidentPack


section("privacy", PrivacyPack)
