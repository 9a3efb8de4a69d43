"""What the API does not need does not stand in its way, and pages keep all of it."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_keeps_its_policy_and_its_session(client, cast):
    client.force_login(cast.zhao)
    page = client.get("/desk/")
    assert page.status_code == 200
    assert "Content-Security-Policy" in page.headers
    assert page.wsgi_request.user == cast.zhao


def test_a_session_opens_nothing_of_the_api(client, cast):
    client.force_login(cast.zhao)
    assert client.get("/api/v1/cases").status_code == 401


def test_an_address_of_the_api_that_is_none_is_answered(client, cast):
    client.force_login(cast.zhao)
    assert client.get("/api/nothing").status_code == 404


def test_a_form_without_its_token_is_refused(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.zhao)
    assert browser.post("/signout/").status_code == 403
