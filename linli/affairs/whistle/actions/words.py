"""The words that go with a move."""

from __future__ import annotations

from datetime import datetime

from linli.affairs.whistle.models import Whistle
from linli.ground.org.models import User
from linli.matters.actions import comment
from linli.matters.models import Comment, Participation


def remark(
    whistle: Whistle, text: str, *, part: Participation | None = None, by: User, at: datetime
) -> None:
    """Keep what was said with a move, where something was; the entry of the move tells of it."""
    if text.strip():
        internal = Comment.Audience.INTERNAL
        comment(whistle, text=text, audience=internal, part=part, by=by, at=at, silent=True)
