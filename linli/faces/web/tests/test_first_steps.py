"""The first steps: who sees them, what they say is missing, and what they do."""

from __future__ import annotations

import pytest

from linli.affairs.cases.models import Category, DispatchRule
from linli.affairs.cases.tests.stages import reported
from linli.ground.org.actions import add_user, the_system
from linli.ground.org.models import Unit
from linli.ground.places.models import Place
from tests.cast import MONDAY


@pytest.fixture
def empty(db):
    """An installation with its administrators and nothing else."""
    system = the_system(at=MONDAY)
    return {
        kind: add_user(
            username=f"{kind}1", name=kind, kind="staff", administrator=kind, by=system, at=MONDAY
        )
        for kind in ("system", "security", "audit")
    }


def page(client, user):
    client.force_login(user)
    return client.get("/first-steps/")


def undone(answer) -> list[str]:
    return [step.name for step, _may, _form in answer.context["steps"] if not step.done]


@pytest.mark.parametrize("name", ["sysadmin", "secadmin", "auditor", "lin"])
def test_administrators_and_the_director_see_the_steps(client, cast, name):
    assert page(client, getattr(cast, name)).status_code == 200


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "liu", "sun", "he", "zheng", "qian"])
def test_nobody_else_of_the_staff_has_the_page(client, cast, name):
    assert page(client, getattr(cast, name)).status_code == 404
    for step in ("district", "grids"):
        assert client.post(f"/first-steps/{step}/", {}).status_code == 404


@pytest.mark.parametrize(("name", "led"), [("sysadmin", True), ("auditor", True), ("he", False)])
def test_the_empty_desk_of_an_administrator_leads_to_the_steps(client, cast, name, led):
    client.force_login(getattr(cast, name))

    main = client.get("/desk/").content.decode().partition("<main")[2]
    assert ('class="btn btn-primary" href="/first-steps/"' in main) == led


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_residents_are_refused(client, cast, name):
    assert page(client, getattr(cast, name)).status_code == 403


def test_in_an_empty_installation_all_is_missing(client, empty):
    answer = page(client, empty["system"])
    assert undone(answer) == ["district", "grids", "units", "people", "rules", "case"]
    assert answer.context["next"].name == "district"


def test_each_administrator_is_told_who_does_what(client, empty):
    steps = page(client, empty["security"]).context["steps"]
    may = {step.name: may for step, may, _form in steps}
    assert may == {
        "district": False, "grids": False, "units": False, "people": True, "rules": False,
        "colleagues": True, "case": True,
    }  # fmt: skip


def test_a_district_is_set_up_by_its_code_or_its_name(client, empty):
    client.force_login(empty["system"])
    for text in ("430104", "岳麓区"):
        answer = client.post("/first-steps/district/", {"district": text}, follow=True)
        assert "岳麓区" in answer.content.decode()
    assert Place.objects.filter(level="community").count() == 192
    assert Unit.objects.filter(kind="community").count() == 192
    assert (DispatchRule.objects.count(), Category.objects.filter(code="03").count()) == (1, 1)


@pytest.mark.parametrize("text", ["", "430199", "99", "nowhere", "鼓楼区"])
def test_a_district_that_is_not_clear_is_refused_in_words(client, empty, text):
    client.force_login(empty["system"])
    answer = client.post("/first-steps/district/", {"district": text})
    assert answer.status_code == 422
    assert not Place.objects.exists()


@pytest.mark.parametrize("kind", ["security", "audit"])
def test_only_the_system_administrator_sets_a_district_up(client, empty, kind):
    client.force_login(empty[kind])
    answer = client.post("/first-steps/district/", {"district": "430104"})
    assert answer.status_code == 403
    assert not Place.objects.exists()


def test_a_director_sets_up_no_other_district(client, cast):
    client.force_login(cast.lin)
    assert client.post("/first-steps/district/", {"district": "430104"}).status_code == 403


def test_communities_without_grids_get_them_and_the_others_stay(client, cast):
    client.force_login(cast.sysadmin)
    bare = Place.objects.create(code="990101002002", name="溪尾社区", level="community")
    answer = client.post("/first-steps/grids/", {"count": "2"}, follow=True)
    assert "新增 4 个网格" in answer.content.decode()
    codes = Place.objects.filter(level="grid", code__startswith=bare.code)
    assert codes.count() == 2
    assert Unit.objects.filter(place__in=codes).count() == 2
    assert Place.objects.filter(level="grid", code__startswith="990101001001").count() == 2


@pytest.mark.parametrize("count", ["", "0", "1000", "viele"])
def test_a_number_of_grids_that_makes_no_sense_is_refused(client, cast, count):
    client.force_login(cast.sysadmin)
    assert client.post("/first-steps/grids/", {"count": count}).status_code == 422


@pytest.mark.parametrize("name", ["secadmin", "auditor", "lin"])
def test_grids_of_all_districts_are_for_the_system_administrator(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.post("/first-steps/grids/", {"count": "2"}).status_code == 403


def test_what_the_cast_lacks_is_said_in_words(client, cast):
    steps = {step.name: step for step, _m, _f in page(client, cast.secadmin).context["steps"]}
    assert steps["people"].missing == ["有 1 个街道无人派单。", "有 2 个社区无人承办。"]


def test_a_first_case_ends_the_steps(client, cast):
    assert "case" in undone(page(client, cast.sysadmin))
    reported(cast, MONDAY)
    assert "case" not in undone(page(client, cast.sysadmin))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_steps_read_as_little_for_many_places_as_for_one(
    client, cast, django_assert_num_queries, rows
):
    for number in range(rows):
        Place.objects.create(code=f"99010100200{number + 2}", name="新", level="community")
    page(client, cast.sysadmin)
    with django_assert_num_queries(19):
        client.get("/first-steps/")
