"""The wall screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from linli.affairs.cases.tests import stages
from linli.insight.boards.asked import Asked
from linli.insight.boards.walls import tag, wall
from linli.insight.measures import actions
from linli.insight.measures.periods import Period
from linli.insight.measures.tests.stories import AT, DISTRICT, spring
from tests.cast import MONDAY

NOW = f"/boards/wall/now/?place={DISTRICT}&period=2026-05"


def test_the_screen_shows_today_and_what_stands(cast):
    stages.reported(cast, AT - timedelta(minutes=5))
    spring(cast)
    shown = wall(Asked(DISTRICT, Period.month(2026, 6), AT, cast.lin))
    told = {cell.measure.code: cell.figure.value for _when, cell in shown.figures}
    assert (told["received"], told["settled"], told["open"]) == (1, 0, 5)
    assert (shown.as_of, shown.stale) == (AT, False)


def test_old_figures_say_that_they_are_old(cast):
    spring(cast)
    shown = wall(Asked(DISTRICT, Period.month(2026, 6), AT + timedelta(minutes=6), cast.lin))
    assert shown.stale


def test_nothing_is_sent_again_that_the_screen_shows_already(client, cast):
    spring(cast)
    client.force_login(cast.lin)
    first = client.get(NOW)
    again = client.get(NOW, headers={"if-none-match": f"W/{first['ETag']}"})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["Cache-Control"] == "private, no-cache"


def test_a_screen_that_hangs_there_is_told_once_its_figures_are_old(cast):
    spring(cast)
    asked = Asked(DISTRICT, Period.month(2026, 6), AT, cast.lin)
    minutes = (0, 1, 6, 7)
    tags = [tag(replace(asked, at=AT + timedelta(minutes=each))) for each in minutes]
    assert (tags[0] == tags[1], tags[1] == tags[2], tags[2] == tags[3]) == (True, False, True)


def test_what_is_new_is_sent_once_the_facts_know_it(client, cast):
    spring(cast)
    client.force_login(cast.lin)
    tag = client.get(NOW)["ETag"]
    stages.reported(cast, MONDAY)
    actions.refresh(at=AT + timedelta(minutes=1))
    answer = client.get(NOW, headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert answer["ETag"] != tag


def test_each_reader_and_language_has_a_name_of_its_own_for_what_it_shows(client, cast):
    spring(cast)
    client.force_login(cast.lin)
    tags = {client.get(NOW, headers={"accept-language": each})["ETag"] for each in ("zh", "en")}
    assert len(tags) == 2


def test_no_case_stands_on_the_screen(client, cast):
    told = spring(cast)
    client.force_login(cast.lin)
    page = client.get(f"/boards/wall/?place={DISTRICT}&period=2026-05").content.decode()
    assert [case.number for case in told if case.number in page] == []
