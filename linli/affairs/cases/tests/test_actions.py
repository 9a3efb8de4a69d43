"""Reports and what was settled on the spot: taken once, refused whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, Category, FollowUp, Result
from linli.affairs.cases.tests.stages import COMMUNITY, GRID, finished, in_progress, reported
from linli.ground.journal.models import Entry
from linli.ground.org.models import Duty
from linli.matters.attachments import Content
from linli.matters.idempotency import KeyReused
from linli.matters.models import IdempotencyKey
from linli.matters.numbers import parse
from linli.matters.tests.invariants import check
from tests.cast import SINCE

PHOTO = Content("lamp.jpg", "image/jpeg", b"a picture")


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def settle(cast, at, **given) -> Case:
    words = {
        "type": "help",
        "text": "楼道堆物",
        "place_code": GRID,
        "result": "已清理",
        "photos": [PHOTO],
        "by": cast.li,
    }
    return actions.settle_on_the_spot(**words | given, at=at)


def nothing_written() -> bool:
    return not (Case.objects.exists() or Entry.objects.filter(event="cases.report").exists())


def test_a_report_is_written_whole(cast, monday):
    case = reported(cast, monday, photos=[PHOTO], point=(120.15, 30.25), address=" 3号楼 ")
    assert parse(case.number) == case.number
    assert (case.longitude, case.latitude, case.address) == (120.15, 30.25, "3号楼")
    assert [(a.name, a.stage) for a in case.attachments.all()] == [("lamp.jpg", "before")]
    data = Entry.objects.about(case).get().data
    assert (data["target"], data["facts"]["channel"]) == ("reported", "web")
    check(case.pk)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"text": " \n"}, actions.NothingReported),
        ({"text": "灯" * 20_001}, actions.TextTooLong),
        ({"photos": [PHOTO] * 10}, actions.TooManyPhotos),
        ({"place_code": "110101001"}, actions.UnknownPlace),
        ({"place_code": ""}, actions.UnknownPlace),
    ],
)
def test_a_report_that_cannot_be_taken_writes_nothing(cast, monday, given, refusal):
    with pytest.raises(refusal) as refused:
        reported(cast, monday, **given)
    assert str(refused.value)
    assert nothing_written()


def test_a_place_no_longer_in_use_takes_no_report(cast, monday):
    place = cast.places[GRID]
    place.valid_to = monday.date()
    place.save()
    with pytest.raises(actions.UnknownPlace):
        reported(cast, monday)


def test_the_limits_of_a_report_are_inclusive(cast, monday):
    case = reported(cast, monday, text="灯" * 20_000, photos=[PHOTO] * 9)
    assert (len(case.text), len(case.title), case.attachments.count()) == (20_000, 80, 9)


def test_a_report_repeated_with_its_key_is_taken_once(cast, monday):
    first = reported(cast, monday, key="k")
    assert reported(cast, monday, key="k") == first
    assert Case.objects.count() == Entry.objects.filter(event="cases.report").count() == 1


def test_a_key_with_another_report_is_refused(cast, monday):
    reported(cast, monday, key="k")
    with pytest.raises(KeyReused):
        reported(cast, monday, key="k", text="电梯坏了")
    assert Case.objects.count() == 1


def test_the_same_report_without_a_key_is_two_cases(cast, monday):
    assert reported(cast, monday) != reported(cast, monday)


def test_a_row_of_another_system_becomes_one_case(cast, monday):
    reported(cast, monday, source=("12345", "A-1"))
    with pytest.raises(IntegrityError, match="a_source_row"), transaction.atomic():
        reported(cast, monday, source=("12345", "A-1"))


def test_what_was_settled_on_the_spot_waits_for_the_check_by_another(cast, monday):
    case = settle(cast, monday)
    assert (case.state, case.settled_level, case.contacted_at) == ("finished", "grid", monday)
    assert case.holder == cast.units[GRID]
    assert Result.objects.get(case=case).text == "已清理"
    assert [(a.name, a.stage) for a in case.attachments.all()] == [("lamp.jpg", "after")]
    check(case.pk)


def test_a_grid_worker_of_two_grids_settles_in_the_name_of_the_one_where_it_was(cast, monday):
    other = cast.units["990101001001002"]
    Duty.objects.create(user=cast.li, unit=other, role="grid_worker", valid_from=SINCE)
    assert settle(cast, monday, place_code=other.place_id).holder == other
    assert settle(cast, monday).holder == cast.units[GRID]


@pytest.mark.parametrize("who", ["zhou", "wang", "chen", "zhao", "liu", "lin", "sysadmin"])
def test_only_the_grids_own_workers_settle_on_the_spot(cast, monday, who):
    with pytest.raises(actions.MayNotReport):
        settle(cast, monday, by=getattr(cast, who))
    assert not Case.objects.exists()


def test_outside_their_grid_nobody_settles(cast, monday):
    with pytest.raises(actions.MayNotReport):
        settle(cast, monday, place_code=COMMUNITY)


def test_a_result_names_the_unit_and_the_level_that_settled_it(cast, monday):
    case = in_progress(cast, monday)
    actions.finish(
        case, outcome="explained", text=" 已解释 ", photos=[PHOTO], by=cast.li, at=monday
    )
    result = Result.objects.get(case=case)
    assert (result.unit, result.outcome, result.text) == (
        cast.units[GRID],
        "explained",
        "已解释",
    )
    assert case.settled_level == "grid"
    assert [a.stage for a in case.attachments.all()] == ["after"]


def test_work_sent_back_is_not_settled_and_runs_anew(cast, monday):
    case = finished(cast, monday)
    actions.rework(case, note="灯还是不亮", by=cast.chen, at=monday)
    assert (case.state, case.settled_level) == ("in_progress", "")
    assert [d.name for d in case.deadlines.running()] == ["handle"]
    assert Result.objects.filter(case=case).count() == 1


def test_a_follow_up_of_somebody_not_reached_has_no_answers(cast, monday):
    case = finished(cast, monday)
    actions.verify(case, by=cast.chen, at=monday)
    actions.follow_up(case, reached=False, note="三次无人接听", by=cast.chen, at=monday)
    answer = FollowUp.objects.get(case=case)
    assert (answer.reached, answer.satisfaction) == (False, None)
    assert (case.state, case.closed_at) == ("closed", monday)


@pytest.mark.parametrize("missing", ["contacted", "solved", "satisfaction"])
def test_the_database_wants_all_three_answers_of_somebody_reached(cast, monday, missing):
    case = finished(cast, monday)
    actions.verify(case, by=cast.chen, at=monday)
    answers = {"contacted": True, "solved": True, "satisfaction": 5} | {missing: None}
    with pytest.raises(IntegrityError, match="answered_all_three"), transaction.atomic():
        actions.follow_up(case, reached=True, **answers, by=cast.chen, at=monday)
    assert Case.objects.get(pk=case.pk).state == "verified"


def test_triage_may_set_the_unit_complained_about_and_everything_else(cast, monday):
    case = reported(cast, monday)
    actions.accept(
        case,
        type="complaint",
        category=Category.objects.get(code="0903"),
        urgency="urgent",
        place=cast.places[COMMUNITY],
        subject_unit=cast.units["990101-ZJ"],
        by=cast.zhao,
        at=monday,
    )
    case = Case.objects.get(pk=case.pk)
    assert (case.type, case.category_id, case.urgency) == ("complaint", "0903", "urgent")
    assert (case.place_id, case.subject_unit) == (COMMUNITY, cast.units["990101-ZJ"])
    assert case.holder == cast.units["990101001"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("take", [reported, settle])
def test_a_report_sent_twice_at_once_is_taken_once(cast, monday, take):
    start = Barrier(4)

    def send() -> Case:
        try:
            start.wait(30)
            return take(cast, monday, key="k")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        cases = [each.result() for each in [pool.submit(send) for _ in range(4)]]
    assert {case.pk for case in cases} == {Case.objects.get().pk}
    assert IdempotencyKey.objects.count() == 1
    check(cases[0].pk)
