"""Every operation of the API, called with whatever its description allows and much that it forbids.

LINLI_LONG=1 (`make fuzz`) tries many times as much.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import BaseSchema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.affairs.cases.tests import stages
from linli.faces.api.limits import NO_LIMIT, Buckets
from linli.faces.api.views import Token, api
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import SCOPES, Duty
from linli.wsgi import application
from tests.cast import MONDAY, Cast

LONG = bool(os.environ.get("LINLI_LONG"))
EXAMPLES = 300 if LONG else 12
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.fixture
def token(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of a service account with every scope, where there is a case, and no limit."""
    guard = next(each for each in api.auth if isinstance(each, Token))
    for name in ("good", "bad"):
        monkeypatch.setattr(guard, name, Buckets(NO_LIMIT, NO_LIMIT))
    stages.dispatched(cast, MONDAY)
    user = add_user(username="fuzz", name="12345", kind="service", by=cast.secadmin, at=MONDAY)
    Duty.objects.create(
        user=user, unit=cast.units["990101"], role="dispatcher", valid_from=date(2025, 1, 1)
    )
    _, text = issue_token(
        user=user, label="fuzz", scopes=tuple(SCOPES), by=cast.secadmin, at=MONDAY
    )
    return text


@pytest.fixture
def described(token: str) -> Iterator[BaseSchema]:
    """The API as it describes itself; the end of a request leaves the test's connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_keeps_to_its_description(described: BaseSchema, token: str) -> None:
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=not LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def keeps_to_it(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {token}"})

        keeps_to_it()
