"""Who sets up webhooks: the system administrator by page, an account its own over the API."""

from __future__ import annotations

from datetime import datetime

from linli.faces.hooks.models import Subscription
from linli.ground.org.models import User

EDIT = "hooks.edit"
SCOPE = "webhooks"


def may_edit(user: User, at: datetime) -> bool:
    """Whether the user sees and keeps the webhooks of all accounts."""
    return user.has_any_capability(EDIT, at)


def may_keep(user: User, subscription: Subscription, at: datetime) -> bool:
    """Whether the user keeps this one."""
    return subscription.account_id == user.pk or may_edit(user, at)
