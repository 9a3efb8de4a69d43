"""What the tests of the organisation share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import User
from tests.cast import MONDAY, Cast


@pytest.fixture
def signed_in(client: Client, cast: Cast) -> Callable[[str], Client]:
    """The browser of somebody of the cast."""

    def sign_in(name: str) -> Client:
        client.force_login(getattr(cast, name))
        return client

    return sign_in


@pytest.fixture
def newcomer(cast: Cast) -> User:
    """Somebody of the staff without a duty."""
    return add_user(username="tao", name="陶远", kind="staff", by=cast.secadmin, at=MONDAY)


@pytest.fixture
def hotline(cast: Cast) -> User:
    """A service account."""
    return add_user(username="hotline", name="12345", kind="service", by=cast.secadmin, at=MONDAY)


@pytest.fixture
def token(cast: Cast, hotline: User) -> str:
    """The text of a token of the service account, for reading cases."""
    given = {"user": hotline, "label": "热线对接", "scopes": ["cases.read"]}
    return issue_token(**given, by=cast.secadmin, at=MONDAY)[1]
