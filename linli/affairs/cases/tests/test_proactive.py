"""Cases that the staff open before anybody complains (未诉先办)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from linli.affairs.cases import actions
from linli.affairs.cases.asking import Asked
from linli.affairs.cases.exporting import rows
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import assessed
from linli.affairs.cases.tests.stages import GRID, reported, verified
from linli.affairs.cases.tests.test_pages import address, sign_in
from linli.matters.engine import moves_for

FOUND = {"key": "k1", "type": "help", "text": "雨季前雨水口堵了", "place": GRID}


def opened(cast, at, occasion="season"):
    return reported(cast, at, reporter=None, occasion=occasion, by=cast.zhao, channel="counter")


def test_the_desk_opens_a_case_before_anybody_complains(client, cast):
    sign_in(client, cast, "zhao")
    client.post("/cases/new/", FOUND | {"channel": "counter", "occasion": "season"})
    case = Case.objects.get()
    assert (case.occasion, case.reporter) == ("season", None)
    assert "未诉先办" in client.get(address(case)).text


def test_what_a_grid_worker_finds_is_marked_so_of_itself(client, cast):
    sign_in(client, cast, "li")
    client.post("/grid/report/", FOUND | {"occasion": "patrol"})
    result = {"key": "k2", "result": "已清理", "occasion": "inspection"}
    client.post("/grid/settle/", FOUND | result)
    assert list(Case.objects.order_by("pk").values_list("occasion", flat=True)) == [
        "patrol",
        "inspection",
    ]


def test_with_a_caller_it_is_no_such_case(client, cast):
    sign_in(client, cast, "zhao")
    given = {"channel": "phone", "occasion": "season", "phone": "13900000001"}
    assert client.post("/cases/new/", FOUND | given).status_code == 422
    assert not Case.objects.exists()


def test_neither_a_reporter_nor_a_resident_makes_one(cast, monday):
    with pytest.raises(actions.NobodyComplained):
        reported(cast, monday, occasion="season", by=cast.zhao)
    with pytest.raises(actions.NobodyComplained):
        reported(cast, monday, occasion="season", reporter=None, by=cast.zhou)


def test_nobody_is_asked_about_it_afterwards(cast, monday):
    case = verified(cast, monday, reporter=None, occasion="topic", by=cast.zhao)
    names = {move.name for move in moves_for(case, cast.sun, monday)}
    assert Asked(case).left() == []
    assert {"check_on_site", "fail_on_site"} <= names
    assert not {"follow_up", "not_reached"} & names


def test_it_enters_no_rate(cast, monday):
    opened(cast, monday)
    mine = reported(cast, monday)
    assert list(assessed(Case.objects.all(), monday)) == [mine]


def test_the_inbox_marks_and_filters_it(client, cast):
    case = opened(cast, timezone.now())
    reported(cast, timezone.now())
    sign_in(client, cast, "sun")
    assert client.get("/desk/").text.count("未诉先办") >= 1
    listed = client.get("/desk/", {"marked": "proactive"}).text
    assert (listed.count("data-row"), case.number in listed) == (1, True)


def test_a_file_says_so_too(cast, monday):
    opened(cast, monday)
    head, row = rows(Case.objects.all(), "mark")
    assert row[head.index("未诉先办")] == "season"
