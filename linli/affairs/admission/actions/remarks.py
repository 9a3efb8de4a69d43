"""What is said with a move, kept where its readers find it."""

from __future__ import annotations

from datetime import datetime

from linli.ground.org.models import User
from linli.matters.actions import comment
from linli.matters.models import Comment, Matter


def remark(matter: Matter, text: str, by: User, at: datetime) -> None:
    """Keep the words that come with a move; the entry of the move tells of them."""
    if text.strip():
        audience = Comment.Audience.INTERNAL
        comment(matter, text=text, audience=audience, by=by, at=at, silent=True)
