"""A browser that saves the files that it is sent; a `conftest` takes `client` from here."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client


class Reader(Client):
    """Reads every file to its end, as a browser does, so that the server can close it."""

    def request(self, **asked: Any) -> HttpResponseBase:
        answer = super().request(**asked)
        if answer.streaming:
            answer.streaming_content = [b"".join(answer.streaming_content)]
        return answer


@pytest.fixture
def client() -> Client:
    """In place of Django's own, which leaves files open."""
    return Reader()
