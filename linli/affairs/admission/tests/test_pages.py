"""Who sees which item, task and refusal: list, page and search alike; every door, both ways."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.urls import reverse
from django.utils.html import escape

from linli.affairs.admission import actions, queries
from linli.affairs.admission.models import Admission, ListVersion, Refusal, Task
from linli.affairs.admission.tests import stages
from linli.matters.queries import visible_matters
from linli.matters.search.queries import Asked, search
from tests.cast import MONDAY

GROUP = {"lin", "fang"}
SEES = {
    "drafted": {"liu"},
    "submitted": {"liu", "gao", "chen", "sun", *GROUP},
    "rejected": {"liu", "gao", "chen", "sun", *GROUP},
    "active": {"liu", "gao", "chen", "sun", *GROUP},
    "handed_out": {"liu", "chen", "sun", *GROUP},
    "far": {"liu", *GROUP},  # of the other street's community
    "refused": {"liu", "chen", "sun", *GROUP},
}
DESK = {"chen", "gao", "liu", "sun", *GROUP}
"""Those for whom the lists of the desk are there."""


def far(cast, at) -> Task:
    """A task for a community of the other street."""
    return stages.handed_out(cast, at, units=[cast.units[stages.FAR_COMMUNITY]])


def matter_of(cast, stage):
    return (far if stage == "far" else getattr(stages, stage))(cast, MONDAY)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_sums_have_a_comma_before_every_third_digit_in_both_languages(client, cast, language):
    item = stages.funded(cast, MONDAY)
    actions.start(item, by=cast.liu, at=MONDAY + timedelta(hours=1))
    client.force_login(cast.lin)
    pages = [reverse("admission:page", args=[item.number]), BURDEN]
    for address in pages:
        page = client.get(address, headers={"accept-language": language}).text
        assert ("20,000.00" in page, "12,000.00" in page) == (True, True)
        assert ("20000" in page, "12000" in page) == (False, False)


BURDEN = "/admission/burden/?first=2026-07&last=2026-07"


@pytest.mark.parametrize("stage", SEES)
def test_list_and_object_agree_for_everybody(client, cast, stage):
    matter = matter_of(cast, stage)
    address = reverse("admission:page", args=[matter.number])
    found, opened = set(), set()
    for name, user in cast.everybody().items():
        if visible_matters(user, MONDAY).filter(pk=matter.pk).exists():
            found.add(name)
        client.force_login(user)
        if client.get(address).status_code == 200:
            opened.add(name)
    assert (found, opened) == (SEES[stage], SEES[stage])


def test_search_finds_what_is_on_ones_desk(cast, deliver_all):
    task = stages.handed_out(cast, MONDAY)
    deliver_all()
    asked = Asked(text="入户宣传")
    found = {
        name: task.pk in search(asked, user, MONDAY).ids for name, user in cast.everybody().items()
    }
    assert {name for name, there in found.items() if there} == {"liu", "chen", *GROUP}


def test_an_application_stays_on_the_desk_of_whoever_made_it(cast, deliver_all):
    item = stages.submitted(cast, MONDAY)
    deliver_all()
    asked = Asked(text="入户宣传")
    found = {
        name
        for name, user in cast.everybody().items()
        if item.pk in search(asked, user, MONDAY).ids
    }
    assert found == {"liu", *GROUP}


LISTS = ("items", "tasks", "refusals", "lists", "burden", "burden-rows", "burden-file")


@pytest.mark.parametrize("page", LISTS)
def test_the_lists_are_there_for_those_whose_duty_touches_it(client, cast, page):
    stages.handed_out(cast, MONDAY)
    for name, user in cast.everybody().items():
        client.force_login(user)
        answer = client.get(reverse(f"admission:{page}"))
        assert (answer.status_code == 200) == (name in {*DESK, "qian"}), name
        assert b"".join(answer)  # read to the end, a file is closed


@pytest.mark.parametrize(
    ("page", "who"),
    [
        ("new-item", {"liu", "gao", "sun"}),
        ("new-task", {"liu", "gao", "sun"}),
        ("new-refusal", {"chen", "qian"}),
    ],
)
def test_a_form_is_there_for_whoever_may_fill_it(client, cast, page, who):
    for name, user in cast.everybody().items():
        client.force_login(user)
        address = reverse(f"admission:{page}")
        assert (client.get(address).status_code == 200) == (name in who), name
        assert client.post(address, {}).status_code == (422 if name in who else 403), name
    assert Admission.objects.count() + Task.objects.count() + Refusal.objects.count() == 0


QUERIES = {"items": 5, "tasks": 7, "refusals": 5}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", QUERIES)
def test_a_list_costs_the_same_with_one_row_and_with_three(
    client, cast, django_assert_num_queries, page, rows
):
    make = {"items": stages.submitted, "tasks": stages.handed_out, "refusals": stages.refused}[page]
    for _ in range(rows):
        make(cast, MONDAY)
    client.force_login(cast.fang)
    address = reverse(f"admission:{page}")
    client.get(address)
    with django_assert_num_queries(QUERIES[page]):
        shown = client.get(address)
    assert len(shown.context["page"].object_list) == rows


@pytest.mark.parametrize(("page", "queries_"), [("burden", 13), ("burden-rows", 7)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_burden_costs_the_same_with_one_task_and_with_three(
    client, cast, django_assert_num_queries, page, queries_, rows
):
    item = stages.exempted(cast, MONDAY)
    for _ in range(rows):
        stages.handed_out(cast, MONDAY, item=item)
    client.force_login(cast.fang)
    address = reverse(f"admission:{page}") + "?first=2026-05&last=2026-05"
    client.get(address)
    with django_assert_num_queries(queries_):
        assert stages.COMMUNITY in client.get(address).text or page == "burden-rows"


OPENED = {
    "active": ("fang", 16),
    "residents_asked": ("fang", 19),
    "handed_out": ("liu", 17),
    "refused": ("lin", 16),
}


@pytest.mark.parametrize("stage", OPENED)
def test_a_page_asks_so_often(client, cast, django_assert_num_queries, stage):
    who, often = OPENED[stage]
    matter = getattr(stages, stage)(cast, MONDAY)
    client.force_login(getattr(cast, who))
    address = reverse("admission:page", args=[matter.number])
    client.get(address)
    with django_assert_num_queries(often):
        client.get(address)


YEAR = {"starts_on": date(2026, 7, 1), "ends_on": date(2027, 6, 30)}
HALF = {"starts_on": date(2026, 7, 1), "ends_on": date(2026, 12, 30)}  # a day less than six months


@pytest.mark.parametrize(
    ("given", "asks"),
    [
        (YEAR | {"funding": "workload"}, True),
        (YEAR | {"funding": "operating"}, False),
        (YEAR | {"funding": "purchase"}, False),
        (HALF | {"funding": "workload"}, False),
        (HALF | {"funding": "operating"}, True),
        (HALF | {"funding": "none", "money": 0}, True),
        (
            HALF
            | {"funding": "none", "money": 0}
            | {"exemption": "own_request", "exemption_reason": "联名提出"},
            False,
        ),
    ],
)
def test_who_decides_is_asked_whether_money_follows_the_work_as_it_should(
    client, cast, given, asks
):
    item = stages.submitted(cast, MONDAY, **given)
    client.force_login(cast.fang)
    shown = client.get(reverse("admission:page", args=[item.number]))
    amiss = str(shown.context["money_amiss"])
    assert bool(amiss) == asks
    assert escape(amiss) in shown.text


def test_months_alike_stand_in_one_line(client, cast):
    item = stages.submitted(cast, MONDAY, other_hours={date(2026, 9, 1): 30})
    client.force_login(cast.fang)
    page = client.get(reverse("admission:page", args=[item.number]))
    told = [(f"{s.first:%Y-%m}", f"{s.last:%Y-%m}", s.hours) for s in page.context["workload"]]
    assert told == [
        ("2026-07", "2026-08", 8),
        ("2026-09", "2026-09", 30),
        ("2026-10", "2027-06", 8),
    ]


def test_the_burden_of_one_community_is_chosen_and_taken_along(client, cast):
    units = [cast.units[stages.COMMUNITY], cast.units[stages.FAR_COMMUNITY]]
    stages.handed_out(cast, MONDAY, units=units)
    client.force_login(cast.fang)
    asked = {"first": "2026-05", "last": "2026-05", "community": stages.FAR_COMMUNITY}
    page = client.get(reverse("admission:burden"), asked)
    assert [line.key for line in page.context["burden"].communities] == [stages.FAR_COMMUNITY]
    rows = client.get(reverse("admission:burden-rows"), asked).context["page"]
    assert [each.unit.code for each in rows] == [stages.FAR_COMMUNITY]
    answer = client.get(reverse("admission:burden-file"), asked | {"of": "hours"})
    file = answer.getvalue().decode()
    assert [line.split(",")[-2:] for line in file.splitlines()[1:]] == [["6", "8"]]


def test_a_community_chooses_no_other_one(client, cast):
    client.force_login(cast.chen)
    asked = {"community": stages.FAR_COMMUNITY}
    page = client.get(reverse("admission:burden"), asked)
    assert [line.key for line in page.context["burden"].communities] == [stages.COMMUNITY]
    assert "community" not in page.context["form"].fields


def test_who_supervises_reads_it_on_the_page_of_a_task(client, cast):
    task = stages.handed_out(cast, MONDAY)
    address = reverse("admission:page", args=[task.number])
    begins = reverse("supervision:begin", args=[task.number])
    for name, found in (("lin", True), ("sun", False), ("chen", False), ("liu", False)):
        client.force_login(getattr(cast, name))
        assert (begins in client.get(address).text) == found, name


FORM = {
    **{name: str(value) for name, value in stages.APPLICATION.items()},
    "unit": stages.DEPARTMENT,
    "place": "990101",
    "starts_on": "2027-03-01",
    "ends_on": "2027-12-31",
}


def test_an_application_is_kept_as_a_draft(client, cast):
    client.force_login(cast.liu)
    answer = client.post(reverse("admission:new-item"), FORM | {"other_hours": "2027-04: 20"})
    item = Admission.objects.get()
    assert (answer.status_code, item.state, item.department.code) == (302, "draft", "990101-CG")
    assert [each.hours for each in item.workload.all()][:3] == [8, 20, 8]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_on", "2027-02-01"),
        ("money", "0"),
        ("other_hours", "March: 3"),
        ("exemption", "moon"),
        ("unit", stages.STREET),
        ("place", "990102"),
        ("starts_on", "0001-01-01"),
    ],
)
def test_an_application_that_cannot_be_meant_is_refused_at_its_field(client, cast, field, value):
    client.force_login(cast.liu)
    answer = client.post(reverse("admission:new-item"), FORM | {field: value})
    assert (answer.status_code, Admission.objects.count()) == (422, 0)
    assert field in answer.context["form"].errors


def publish(
    client, cast, user, kind="prohibited", rows="序号,事项\n1,垃圾分类入户宣传\n", day="2026-01-01"
):
    client.force_login(user)
    file = SimpleUploadedFile("a.csv", rows.encode())
    given = {"kind": kind, "valid_from": day, "source": "临新办〔2026〕1号", "file": file}
    return client.post(reverse("admission:lists"), given)


def test_who_keeps_the_lists_publishes_them_and_everybody_reads_them(client, cast):
    for name, user in cast.everybody().items():
        if name not in GROUP:
            assert publish(client, cast, user).status_code == 403, name
    assert ListVersion.objects.count() == 0
    assert publish(client, cast, cast.lin).status_code == 200
    client.logout()
    page = client.get(reverse("admission:public"), {"list": "prohibited"})
    assert "垃圾分类入户宣传" in page.text
    assert "临新办〔2026〕1号" in page.text


@pytest.mark.parametrize(
    "rows", ["", "序号,事项\n", "序号,事项\n1,甲\n1,乙\n", "序号,事项\n,甲\n", "名称\n甲\n"]
)
def test_a_list_with_faults_is_not_published(client, cast, rows):
    assert publish(client, cast, cast.fang, rows=rows).status_code == 422
    assert ListVersion.objects.count() == 0


def test_the_next_version_begins_later_and_the_older_one_stays(client, cast):
    assert publish(client, cast, cast.fang).status_code == 200
    assert publish(client, cast, cast.fang, rows="序号,事项\n1,乙\n").status_code == 422
    later = {"rows": "序号,事项\n1,乙\n", "day": "2126-01-01"}
    assert publish(client, cast, cast.fang, **later).status_code == 200
    page = client.get(reverse("admission:public"), {"list": "prohibited"})
    assert "垃圾分类入户宣传" in page.text
    page = client.get(reverse("admission:public"), {"list": "prohibited", "version": "2"})
    assert "垃圾分类入户宣传" not in page.text


def test_what_is_on_the_list_of_prohibitions_cannot_be_submitted(client, cast):
    publish(client, cast, cast.fang)
    item = stages.drafted(cast, MONDAY)
    client.force_login(cast.liu)
    answer = client.post(reverse("admission:move", args=[item.number, "submit"]), {})
    assert (answer.status_code, Admission.objects.get().state) == (409, "draft")


def test_a_form_that_asks_what_is_there_already_cannot_be_screened(cast, client):
    item = stages.submitted(cast, MONDAY, subject="form", fields_typed=["姓名", "桶数"])
    client.force_login(cast.fang)
    answer = client.post(reverse("admission:move", args=[item.number, "screen"]), {})
    assert answer.status_code == 409
    assert queries.typed_twice(item) == ["姓名"]


def test_two_forms_never_ask_for_the_same(cast):
    stages.exempted(cast, MONDAY, subject="form", fields_typed=["桶数"])
    again = stages.submitted(cast, MONDAY, subject="form", fields_typed=["桶数", "站点数"])
    assert queries.typed_twice(again) == ["桶数"]


@pytest.mark.parametrize("move", ["submit", "withdraw", "exempt", "nothing"])
def test_the_neighbour_finds_nothing_to_move(client, cast, move):
    item = stages.drafted(cast, MONDAY)
    for name, user in cast.everybody().items():
        if name == "liu":
            continue
        client.force_login(user)
        status = client.post(reverse("admission:move", args=[item.number, move])).status_code
        assert status == (403 if not user.is_staff else 404), name
    assert Admission.objects.filter(~Q(state="draft")).count() == 0
