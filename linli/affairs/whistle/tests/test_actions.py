"""The whole way of a whistle, and what the database itself refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import reported
from linli.affairs.whistle import actions
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import CITY, DAY, HOUR, STREET, WATER, here, naming
from linli.ground.privacy.actions import ERASED, end_all
from linli.matters.models import Comment
from linli.matters.remains import hanging_on
from linli.matters.search.queries import Asked, search

CLOSE = "UPDATE matters_matter SET closed_at = opened_at + interval '1 day' WHERE id = %s"


def test_the_database_closes_no_whistle_while_a_department_owes_its_part(cast, monday):
    whistle = stages.blown(cast, monday)
    stages.finish(here(whistle, CITY, cast.liu, monday + HOUR), CITY, cast.liu, monday + HOUR)
    with (
        pytest.raises(IntegrityError, match="neither finished nor been released"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(CLOSE, [whistle.pk])
    part = naming(whistle, WATER)
    actions.release(whistle, part=part, note="不用来了", by=cast.sun, at=monday + HOUR)
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [whistle.pk])
    assert Whistle.objects.get(pk=whistle.pk).closed_at == monday + DAY


def test_closing_answers_the_reporter_of_a_case_behind_it(cast, monday):
    case = reported(cast, monday)
    whistle = stages.closed(cast, monday, cases=[case])
    said = Comment.objects.get(matter=case.pk, audience=Comment.Audience.REPORTER)
    assert (said.text, whistle.state) == (whistle.answer, "closed")


def test_closing_finishes_a_case_that_the_street_has_in_hand(cast, monday):
    case = stages.in_the_hands_of_the_street(cast, monday - HOUR)
    whistle = stages.closed(cast, monday, cases=[case])
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.results.get().text) == ("finished", whistle.answer)
    assert not case.comments.filter(audience=Comment.Audience.REPORTER).exists()


def test_a_case_that_has_ended_meanwhile_is_left_as_it_is(cast, monday):
    case = reported(cast, monday)
    whistle = stages.street_rated(cast, monday, cases=[case])
    Case.objects.filter(pk=case.pk).update(closed_at=monday + HOUR)
    words = {"outcome": "solved", "text": "已整治"}
    actions.close(whistle, **words, by=cast.sun, at=monday + DAY)
    assert not case.comments.exists()


@pytest.mark.parametrize("who", ["zhou", "li", "wang", "liu", "sun", "lin", "qian", "sysadmin"])
def test_only_a_community_or_grid_of_the_area_proposes(cast, monday, who):
    with pytest.raises(actions.MayNotBegin):
        actions.propose(**stages.WORDS, by=getattr(cast, who), at=monday)


@pytest.mark.parametrize("who", ["zhou", "li", "chen", "liu", "lin", "qian", "sysadmin"])
def test_only_the_street_prepares(cast, monday, who):
    with pytest.raises(actions.MayNotBegin):
        actions.prepare(**stages.WORDS, by=getattr(cast, who), at=monday)


def test_a_grid_worker_proposes_for_the_own_grid(cast, monday):
    words = stages.WORDS | {"place": stages.GRID}
    whistle = actions.propose(**words, by=cast.li, at=monday)
    assert (whistle.proposed_by.code, whistle.holder.code) == (stages.GRID, STREET)


@pytest.mark.parametrize("text", ["", "  \n", "字" * 5001])
def test_a_whistle_says_what_it_is_about(cast, monday, text):
    with pytest.raises(actions.NothingSaid):
        actions.propose(**stages.WORDS | {"text": text}, by=cast.chen, at=monday)


def test_everybody_released_and_nothing_done_it_waits_to_be_blown_to_others(cast, monday):
    whistle = stages.blown(cast, monday, units=(WATER,))
    part = naming(whistle, WATER)
    actions.release(whistle, part=part, note="另请", by=cast.sun, at=monday + HOUR)
    assert (whistle.state, whistle.closed_at) == ("reviewed", None)


def test_the_whole_record_comes_before_the_district_and_back(cast, monday):
    whistle = stages.escalated(cast, monday)
    assert (whistle.state, whistle.holder) == ("escalated", cast.units["990101"])
    owed = whistle.comments.latest("pk").text
    assert owed.count("\n") == 1
    assert all(cast.units[code].name in owed for code in (CITY, WATER))
    actions.instruct(whistle, note="明日到场", by=cast.lin, at=monday + DAY)
    assert (whistle.state, whistle.holder) == ("blown", cast.units[STREET])


def test_an_objection_that_is_accepted_releases_the_department(cast, monday):
    whistle = stages.objected(cast, monday)
    part = naming(whistle, WATER)
    actions.uphold(whistle, part=part, note="确实无关", by=cast.sun, at=monday + 2 * HOUR)
    part = naming(whistle, WATER)
    assert (part.part.is_open, part.part.objection.upheld) == (False, True)
    assert (part.part.release_reason, whistle.state) == ("确实无关", "blown")


def test_a_department_named_later_has_clocks_from_then_on(cast, monday):
    whistle = stages.signed(cast, monday)
    unit = cast.units["990101-ZJ"]
    actions.name(whistle, unit=unit, note="查违建", by=cast.sun, at=monday + DAY)
    begun = {d.name: d.started_at for d in naming(whistle, "990101-ZJ").part.deadlines.all()}
    assert begun == dict.fromkeys(("sign", "contact", "report_in"), monday + DAY)
    assert whistle.state == "blown"


def test_a_department_finds_by_words_only_what_it_is_called_to(cast, monday, deliver_all):
    whistle = stages.blown(cast, monday, units=(CITY,))
    deliver_all()
    seen = {
        name
        for name, user in cast.everybody().items()
        if whistle.pk in search(Asked("夜市"), user, monday + HOUR).ids
    }
    assert seen == {"liu", "sun", "zhao", "chen", "lin"}


def test_when_its_time_is_over_a_whistle_keeps_figures_and_no_words(cast, monday):
    whistle = stages.closed(cast, monday)
    end_all(by=cast.system, at=monday + 10 * 366 * DAY)
    whistle.refresh_from_db()
    part = naming(whistle, CITY)
    assert (whistle.text, whistle.address, whistle.answer) == ("", "", "")
    assert (whistle.title, part.presence, part.part.rating.speed) == (whistle.number, "deputy", 5)
    for each in hanging_on(Whistle):
        rows = each.model._base_manager.filter(**{each.path: whistle.pk})
        for column in each.columns:
            left = set(rows.values_list(column.name, flat=True))
            assert left <= {"", ERASED}, (each.model, column.name)
