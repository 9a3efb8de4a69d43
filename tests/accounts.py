"""Service accounts of the tests, with a token."""

from __future__ import annotations

from django.test import Client

from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty
from tests.cast import MONDAY, SINCE, Cast


def client_of(cast: Cast, *scopes: str, unit: str = "990101", role: str = "appraiser") -> Client:
    """A client that sends the token of a service account with a duty in the unit."""
    user = add_user(username="audit", name="audit", kind="service", by=cast.secadmin, at=MONDAY)
    Duty.objects.create(user=user, unit=cast.units[unit], role=role, valid_from=SINCE)
    _, text = issue_token(user=user, label="test", scopes=scopes, by=cast.secadmin, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {text}"})
