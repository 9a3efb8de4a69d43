"""The attachments' section of the rule pack."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from linli.ground.rulepacks.registry import default_body, section


class AttachmentsPack(BaseModel):
    """The section `attachments`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    video_seconds: int = Field(ge=1, le=600)
    video_mb: int = Field(ge=1, le=100)
    audio_seconds: int = Field(ge=1, le=3_600)
    audio_mb: int = Field(ge=1, le=100)

    @property
    def most_bytes(self) -> int:
        """What the largest film or recording may have."""
        return max(self.video_mb, self.audio_mb) * 2**20


section("attachments", AttachmentsPack)


@cache
def default_limits() -> AttachmentsPack:
    """The limits that ship with linli, for files whose place is not known yet."""
    return AttachmentsPack.model_validate(default_body()["attachments"])
