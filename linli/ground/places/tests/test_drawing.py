"""The page for drawing grids: its buttons, and who may press them."""

from __future__ import annotations

import json
import re

import pytest
import shapely

from linli.ground.places import actions
from linli.ground.places.models import GridDraft, Place
from linli.ground.places.sketches import Sketch, as_text, read
from tests.cast import MONDAY

COMMUNITY = "990101001001"
PAGE = f"/places/{COMMUNITY}/grids/"
WHOLE = shapely.box(90.5, 40.2, 90.532, 40.221)
WEST, EAST = shapely.box(90.5, 40.2, 90.517, 40.221), shapely.box(90.517, 40.2, 90.532, 40.221)


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.sysadmin)
    actions.draw_place(
        place=cast.places[COMMUNITY], polygon=shapely.to_wkt(WHOLE), by=cast.sysadmin, at=MONDAY
    )
    return client


def codes(*polygons) -> list[Sketch]:
    return [
        Sketch(f"{COMMUNITY}{number:03d}", f"网格{number}", each)
        for number, each in enumerate(polygons, start=1)
    ]


def send(client, grids, do, **given):
    return client.post(PAGE, {"grids": as_text(grids), "do": do, **given})


def kept() -> list[Sketch]:
    return read(json.dumps(GridDraft.objects.latest("pk").grids))


@pytest.mark.parametrize("name", ["sysadmin", "lin"])
def test_who_keeps_the_places_draws_grids(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get(PAGE).status_code == 200
    assert send(client, codes(WEST, EAST), "save").status_code == 302


@pytest.mark.parametrize("name", ["li", "wang", "chen", "zhao", "liu", "sun", "secadmin", "qian"])
def test_who_sees_places_and_does_not_keep_them_draws_nothing(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get(PAGE).status_code == 403
    assert send(client, codes(WEST, EAST), "save").status_code == 403
    assert not GridDraft.objects.exists()


@pytest.mark.parametrize("name", ["he", "zheng", "auditor", "zhou"])
def test_who_sees_no_places_has_no_such_page(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get(PAGE).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client, cast):
    assert client.get(PAGE).headers["Location"].startswith("/signin/")


@pytest.mark.parametrize("code", ["990101001", "990101001001001", "990199999999"])
def test_only_a_community_has_grids_to_draw(editor, code):
    assert editor.get(f"/places/{code}/grids/").status_code == 404


def test_the_page_opens_with_the_grids_there_are(editor):
    page = editor.get(PAGE)
    assert [row.name for row in page.context["rows"]] == ["桂花里第一网格", "桂花里第二网格"]
    assert "未划定" in page.content.decode()


@pytest.mark.parametrize("grids", [1, 3])
def test_the_page_reads_as_little_for_many_grids_as_for_one(
    editor, django_assert_num_queries, grids
):
    strips = [shapely.box(90.5 + n / 100, 40.2, 90.51 + n / 100, 40.221) for n in range(grids)]
    send(editor, [Sketch("", "", strip) for strip in strips], "save")
    editor.get(PAGE)
    with django_assert_num_queries(10):
        page = editor.get(PAGE)
    assert len(page.context["rows"]) == grids


def test_keeping_checks_and_names(editor):
    send(editor, codes(WEST, WHOLE), "save", name=["西片", "东片"])
    page = editor.get(PAGE)
    assert [row.name for row in page.context["rows"]] == ["西片", "东片"]
    assert [fault.kind for fault in page.context["faults"]] == ["overlaps"]
    assert "西片与东片重叠" in page.content.decode()


def test_a_grid_is_split_along_a_line(editor):
    line = "LINESTRING (90.51 40.1, 90.51 40.3)"
    send(editor, codes(WEST, EAST), "split", which=["0"], line=line)
    assert [each.code[12:] for each in kept()] == ["001", "", "002"]


def test_grids_are_merged(editor):
    send(editor, codes(WEST, EAST), "merge", which=["0", "1"])
    (whole,) = kept()
    assert whole.polygon.equals(WHOLE)


def test_grids_are_taken_away(editor):
    send(editor, codes(WEST, EAST), "remove", which=["1"])
    assert [each.code[12:] for each in kept()] == ["001"]


def test_a_community_is_divided_among_the_grids_it_has(editor):
    send(editor, codes(None, None), "generate", households="1200")
    assert [each.code[12:] for each in kept()] == ["001", "002", ""]
    assert editor.get(PAGE).context["faults"] == []


@pytest.mark.parametrize(
    ("do", "given"),
    [
        ("split", {"which": ["0", "1"], "line": "LINESTRING (90.51 40.1, 90.51 40.3)"}),
        ("split", {"which": ["9"], "line": "LINESTRING (90.51 40.1, 90.51 40.3)"}),
        ("merge", {"which": ["0"]}),
        ("force", {"reason": ""}),
        ("force", {"reason": "划分", "valid_from": "2024-12-31"}),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_lost(editor, do, given):
    answer = send(editor, codes(WEST, EAST), do, **given)
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 1
    assert [row.hectares is None for row in answer.context["rows"]] == [False, False]


def test_nonsense_is_refused_in_words(editor):
    answer = editor.post(PAGE, {"grids": "nonsense", "do": "save"})
    assert answer.status_code == 422
    assert "GeoJSON" in answer.context["form"].errors["grids"][0]


def test_grids_are_put_in_force_and_the_draft_given_up(editor):
    assert send(editor, codes(WEST, EAST), "force", reason="首次划分").status_code == 302
    assert Place.objects.get(code=f"{COMMUNITY}001").polygon
    send(editor, codes(WEST, EAST), "save")
    send(editor, codes(WEST, EAST), "drop")
    assert GridDraft.objects.latest("pk").state == "dropped"


def test_a_draft_that_somebody_changed_meanwhile_is_not_given_up_unseen(editor):
    send(editor, codes(WEST, EAST), "save")
    seen = editor.get(PAGE).context["seen"]
    send(editor, codes(WEST), "save")
    answer = send(editor, codes(WEST, EAST), "drop", seen=seen)
    assert answer.status_code == 422
    assert "已有他人修改了这份草图" in answer.content.decode()
    assert GridDraft.objects.get().state == "open"
    assert send(editor, codes(WEST), "drop", seen=answer.context["seen"]).status_code == 302
    assert GridDraft.objects.get().state == "dropped"


def test_without_scripts_the_drawing_is_text(editor):
    page = editor.get(PAGE).content.decode()
    assert re.search(r'<textarea name="grids"', page)
    assert "需要 JavaScript" in page


def test_what_somebody_else_drew_meanwhile_is_not_lost_unseen(editor):
    west, east = Sketch("", "西", WEST), Sketch("", "东", EAST)
    assert send(editor, [west], "save", seen="").status_code == 302
    answer = send(editor, [east], "save", seen="")
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert GridDraft.objects.get().grids["features"][0]["properties"]["name"] == "西"
    again = answer.context["draft"].stamp
    assert f'name="seen" value="{again}"' in answer.text
    assert send(editor, [east], "save", seen=again).status_code == 302


@pytest.mark.parametrize("fault", [{"do": "split"}, {"do": "save", "grids": "x"}])
def test_a_fault_in_between_hides_nothing_of_what_somebody_else_drew(editor, fault):
    west, east = Sketch("", "西", WEST), Sketch("", "东", EAST)
    assert send(editor, [west], "save", seen="").status_code == 302
    answer = editor.post(PAGE, {"grids": as_text([east]), "seen": "", **fault})
    assert (answer.status_code, answer.context["seen"]) == (422, "")
    assert send(editor, [east], "save", seen=answer.context["seen"]).status_code == 422
    assert kept() == [west]
