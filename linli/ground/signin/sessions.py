"""The store of sessions: Django's own, with the user and the times in columns of their own."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models.functions import Now

from linli.ground.signin.models import Session


class SessionStore(DatabaseStore):
    """A session, and the row it was read from."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def create(self) -> None:
        """A fresh row: whoever signs in begins anew, whatever the browser did before."""
        self.row = None
        super().create()

    def create_model_instance(self, data: Any) -> Session:
        """The row to write: who is signed in, since when; the times come from the database."""
        row = cast("Session", super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        row.began_at = self.row.began_at if self.row else cast("Any", Now())
        row.seen_at = self.row.seen_at if self.row else cast("Any", Now())
        return row

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row
