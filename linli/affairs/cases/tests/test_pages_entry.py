"""Recording for a caller, reporting from patrol, settling on the spot."""

from __future__ import annotations

import pytest

from linli.affairs.cases.models import Case, State
from linli.affairs.cases.tests.stages import COMMUNITY, GRID, dispatched, finished, reported
from linli.ground.journal.models import Entry
from linli.ground.people.models import Resident
from linli.matters.attachments.store import content_of
from linli.matters.tests.photos import photo

CALL = {
    "key": "one",
    "channel": "phone",
    "type": "help",
    "text": "楼道堆了杂物",
    "place": GRID,
    "phone": "139 0000 0003",
    "name": "孙桂英",
}
FOUND = {"key": "one", "type": "help", "text": "井盖松了", "place": GRID}
SETTLED = FOUND | {"result": "已经盖好并固定"}


def call(client, user, **changed: object):
    client.force_login(user)
    return client.post("/cases/new/", CALL | changed)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("zhou", 403),
        ("li", 200),
        ("chen", 200),
        ("zhao", 200),
        ("liu", 403),
        ("sun", 403),
        ("he", 403),
        ("qian", 200),
        ("sysadmin", 403),
    ],
)
def test_who_records_for_others_has_the_page(client, cast, name, status):
    client.force_login(getattr(cast, name))
    assert client.get("/cases/new/").status_code == status


def test_a_call_becomes_a_case_with_its_caller(client, cast):
    answer = call(client, cast.chen)
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/cases/{case.number}/receipt/"
    assert (case.channel, case.place_id, case.created_by) == ("phone", GRID, cast.chen)
    assert case.reporter.name.open() == "孙桂英"


def test_a_caller_may_stay_nameless(client, cast):
    call(client, cast.chen, phone="", name="")
    assert Case.objects.get().reporter is None


def test_sent_twice_it_is_one_case(client, cast):
    call(client, cast.chen)
    call(client, cast.chen)
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"place": "990102001001"},
        {"place": ""},
        {"phone": "12345"},
        {"phone": "", "name": "孙桂英"},
        {"channel": "api"},
        {"text": "长" * 20_001},
    ],
)
def test_a_report_that_cannot_be_taken_comes_back_with_its_words(client, cast, changed):
    answer = call(client, cast.chen, **changed)
    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert changed.get("text", "楼道堆了杂物") in answer.text


@pytest.mark.parametrize("name", ["wang", "qian"])
def test_nobody_records_outside_their_own_area(client, cast, name):
    assert call(client, getattr(cast, name)).status_code == 422
    assert not Case.objects.exists()


def test_a_place_is_found_by_its_name_without_scripts(client, cast):
    answer = call(client, cast.zhao, step="look", place_text="苑")
    assert answer.status_code == 200
    assert 'value="990101001002"' in answer.text
    assert f'value="{COMMUNITY}"' not in answer.text
    assert "楼道堆了杂物" in answer.text
    assert not Resident.objects.filter(user=None).exists()


def test_a_place_of_others_is_not_offered(client, cast):
    assert 'value="990102' not in call(client, cast.zhao, step="look", place_text="埠").text


def test_earlier_cases_of_the_phone_are_shown(client, cast, monday):
    case = reported(cast, monday)
    answer = call(client, cast.zhao, step="look", phone="13900000001")
    assert [each.number for each in answer.context["earlier"]] == [case.number]
    assert case.number in answer.text
    assert 'href="#earlier"' in answer.text


def test_earlier_cases_of_others_areas_stay_unknown(client, cast, monday):
    reported(cast, monday)
    assert call(client, cast.qian, step="look", phone="13900000001").context["earlier"] == []


def test_a_unit_does_not_learn_by_the_phone_who_complained_about_it(client, cast, monday):
    reported(cast, monday, type="complaint", subject_unit=cast.units[COMMUNITY])
    assert call(client, cast.chen, step="look", phone="13900000001").context["earlier"] == []


def test_a_look_up_is_in_the_journal_without_the_phone(client, cast, monday):
    case = reported(cast, monday)
    call(client, cast.zhao, step="look", phone="13900000001")
    call(client, cast.zhao, step="look", phone="13900000077")
    entry = Entry.objects.get(event="cases.look_up_caller")
    assert (entry.by, entry.data["cases"], entry.about_id) == (
        cast.zhao,
        1,
        str(case.reporter_id),
    )
    assert "13900000001" not in str(entry.data)


def test_a_known_caller_is_named_by_the_mask_and_their_last_place_is_chosen(client, cast, monday):
    reported(cast, monday)
    answer = call(client, cast.zhao, step="look", phone="13900000001", place="", name="")
    assert ("周*兰" in answer.text, "周秀兰" in answer.text) == (True, False)
    assert answer.context["form"].initial["place"] == GRID


@pytest.mark.parametrize(("name", "status"), [("chen", 200), ("zhao", 200), ("sun", 403)])
def test_the_receipt_reads_the_number_in_groups(client, cast, monday, name, status):
    case = reported(cast, monday)
    client.force_login(getattr(cast, name))
    answer = client.get(f"/cases/{case.number}/receipt/")
    assert answer.status_code == status
    if status == 200:
        assert "".join(answer.context["spoken"]) == case.number.replace("-", "")


def test_the_receipt_of_the_neighbouring_district_is_not_there(client, cast, monday):
    client.force_login(cast.qian)
    assert client.get(f"/cases/{reported(cast, monday).number}/receipt/").status_code == 404


@pytest.mark.parametrize(("rows", "queries"), [(1, 12), (3, 12)])
def test_the_earlier_cases_are_read_at_once(
    client, cast, monday, django_assert_num_queries, rows, queries
):
    for _row in range(rows):
        reported(cast, monday)
    client.force_login(cast.zhao)
    with django_assert_num_queries(queries):
        client.post("/cases/new/", {"step": "look", "phone": "13900000001"})


@pytest.mark.parametrize("address", ["/grid/", "/grid/report/", "/grid/settle/"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("li", 200), ("wang", 200), ("chen", 403), ("zhao", 403), ("zhou", 403), ("auditor", 403)],
)
def test_the_grid_is_the_grid_workers(client, cast, name, status, address):
    client.force_login(getattr(cast, name))
    assert client.get(address).status_code == status


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_the_grid_reads_little(client, cast, monday, django_assert_num_queries, rows):
    for _row in range(rows):
        dispatched(cast, monday)
    client.force_login(cast.li)
    with django_assert_num_queries(8):
        answer = client.get("/grid/")
    assert len(answer.context["page"]) == rows


def test_the_list_parts_what_is_to_do_from_what_waits(client, cast, monday):
    to_do, waits = dispatched(cast, monday), finished(cast, monday)
    client.force_login(cast.li)
    numbers = [
        [row.number for row in client.get("/grid/", given).context["page"]]
        for given in ({}, {"show": "waiting"})
    ]
    assert numbers == [[to_do.number], [waits.number]]


def test_another_grids_list_is_its_own(client, cast, monday):
    case = dispatched(cast, monday)
    client.force_login(cast.wang)
    assert case.title not in client.get("/grid/").text


def test_a_find_on_patrol_goes_to_the_street(client, cast):
    client.force_login(cast.li)
    assert client.post("/grid/report/", FOUND).headers["Location"] == "/grid/"
    case = Case.objects.get()
    assert (case.channel, case.state, case.holder) == (
        "patrol",
        State.REPORTED,
        cast.units["990101001"],
    )


def test_what_was_settled_on_the_spot_waits_for_a_check(client, cast):
    client.force_login(cast.li)
    client.post("/grid/settle/", SETTLED | {"photos": [photo("after.png")]})
    case = Case.objects.get()
    assert (case.state, case.settled_level) == (State.FINISHED, "grid")
    kept = case.attachments.get()
    assert (kept.stage, content_of(kept.blob)[:2]) == ("after", b"\xff\xd8")


@pytest.mark.parametrize("changed", [{"result": ""}, {"place": "990101001001002"}, {"text": ""}])
def test_nothing_is_settled_without_a_word_or_elsewhere(client, cast, changed):
    client.force_login(cast.li)
    assert client.post("/grid/settle/", SETTLED | changed).status_code == 422
    assert not Case.objects.exists()


def test_what_a_refused_form_shows_of_a_caller_is_in_the_journal_too(client, cast, monday):
    case = reported(cast, monday)
    answer = call(client, cast.zhao, phone="13900000001", text="")
    assert (answer.status_code, case.number in answer.text) == (422, True)
    assert Entry.objects.get(event="cases.look_up_caller").by == cast.zhao
