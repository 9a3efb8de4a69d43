"""A fault of the installation is told in words, and nothing inside leaks."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from psycopg.errors import ConnectionTimeout
from psycopg_pool import PoolTimeout
from structlog.testing import capture_logs

from linli.affairs.cases.tests.stages import reported
from linli.faces.web.faults import Faults
from linli.ground.people.ciphers import WrongKey


def answer(error: Exception):
    return Faults(lambda request: None).process_exception(RequestFactory().post("/report/"), error)


@pytest.mark.parametrize("error", [OperationalError("host db-7"), InterfaceError("closed")])
def test_without_a_database_the_page_says_to_send_it_again(error):
    page = answer(error)
    assert page.status_code == 503
    assert "请稍后重新提交" in page.content.decode()
    assert "db-7" not in page.content.decode()


def test_the_log_tells_a_database_that_is_away_from_one_that_is_waited_for_too_long():
    with capture_logs() as told:
        for cause in (PoolTimeout(), ConnectionTimeout()):
            error = OperationalError("db-7")
            error.__cause__ = cause
            answer(error)
    assert [entry["cause"] for entry in told] == ["PoolTimeout", "ConnectionTimeout"]
    assert "db-7" not in str(told)


def test_with_a_wrong_key_the_page_says_so():
    page = answer(WrongKey("没有这把密钥"))
    assert (page.status_code, "没有这把密钥" in page.content.decode()) == (500, True)


def test_other_errors_are_left_to_the_server():
    assert answer(ValueError("x")) is None


@pytest.mark.parametrize(
    "path", ["/cases/%00/", "/matters/%00/news/?since=1", "/my-case/%00/", "/api/v1/whistles/%00"]
)
@pytest.mark.parametrize("name", ["zhao", "zhou"])
def test_an_address_that_the_database_cannot_be_asked_for_is_not_there(client, cast, path, name):
    client.force_login(getattr(cast, name))
    assert client.get(path).status_code in (401, 403, 404)


def test_a_key_that_the_database_cannot_be_asked_for_breaks_no_move(client, cast, monday):
    case = reported(cast, monday)
    client.force_login(cast.zhao)
    answer = client.post(f"/cases/{case.number}/moves/decline/", {"key": "a\0"})
    assert answer.status_code == 422
