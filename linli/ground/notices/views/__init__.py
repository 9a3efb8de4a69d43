"""Signing in by phone; one's notices and how one wants them; what was sent and what was not."""

from linli.ground.notices.views.inbox import inbox, open_notice, preferences, read_all, unread
from linli.ground.notices.views.outbox import demo_inbox, send_again, stuck
from linli.ground.notices.views.signing_in import code, signin

__all__ = [
    "code",
    "demo_inbox",
    "inbox",
    "open_notice",
    "preferences",
    "read_all",
    "send_again",
    "signin",
    "stuck",
    "unread",
]
