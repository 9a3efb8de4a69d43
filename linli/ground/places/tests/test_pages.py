from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.ground.places.codes import level_of
from linli.ground.places.models import Place
from linli.ground.places.tests.conftest import AT, GUIHUALI, WUTONGYUAN, square


@pytest.fixture
def editor(town, client, sysadmin):
    client.force_login(sysadmin)
    return client


@pytest.fixture
def nobody(town, client, outsider):
    """Somebody of the staff without any duty."""
    client.force_login(outsider)
    return client


def upload(text: str, name: str = "grids.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def test_the_tree_begins_with_the_provinces(editor):
    page = editor.get("/places/").content.decode()
    assert "示范省" in page
    assert "云川市" not in page


def test_a_place_is_found_by_its_name_with_those_above(editor):
    page = editor.get("/places/", {"q": "桂花"}).content.decode()
    assert "临江新区青梧街道桂花里社区居委会" in page
    assert "梧桐苑" not in page


def test_a_place_is_found_by_the_beginning_of_its_code(editor):
    assert "梧桐苑社区居委会" in editor.get("/places/", {"q": "99010100"}).content.decode()


def test_a_place_shows_the_way_to_it_and_what_lies_below(editor):
    page = editor.get("/places/990101001/").content.decode()
    for name in (
        "示范省",
        "云川市",
        "临江新区",
        "青梧街道",
        "桂花里社区居委会",
        "梧桐苑社区居委会",
    ):
        assert name in page


@pytest.mark.parametrize("address", ["/places/", "/places/990101001/", "/places/import/"])
def test_who_is_not_signed_in_is_asked_to_sign_in(town, client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/signin/")


@pytest.mark.parametrize("address", ["/places/", "/places/990101001/", "/places/import/"])
def test_who_has_no_duty_sees_nothing(nobody, address):
    assert nobody.get(address).status_code == 404


@pytest.mark.parametrize("move", ["rename", "draw", "add", "generate", "replace"])
def test_who_has_no_duty_changes_nothing(nobody, move):
    assert nobody.post(f"/places/{GUIHUALI}/{move}/", {"name": "别名"}).status_code == 404
    assert Place.objects.get(code=GUIHUALI).name == "桂花里社区居委会"


def test_who_may_look_but_not_change_gets_no_forms_and_is_refused(town, client):
    guard = get_user_model().objects.create(
        username="secadmin", kind="staff", administrator="security", created_at=AT
    )
    client.force_login(guard)
    assert "/rename/" not in client.get(f"/places/{GUIHUALI}/").content.decode()
    assert client.post(f"/places/{GUIHUALI}/rename/", {"name": "别名"}).status_code == 403
    assert client.get("/places/import/").status_code == 404


@pytest.mark.parametrize("code", ["990102", "x", "99010100100x"])
def test_an_unknown_place_has_no_page(editor, code):
    assert editor.get(f"/places/{code}/").status_code == 404


def test_a_place_is_renamed(editor):
    response = editor.post(f"/places/{GUIHUALI}/rename/", {"name": "桂花里社区"})
    assert response["Location"] == f"/places/{GUIHUALI}/"
    assert Place.objects.get(code=GUIHUALI).name == "桂花里社区"


def test_an_extent_is_drawn(editor):
    editor.post(f"/places/{GUIHUALI}/draw/", {"polygon": square(120.0, 30.0)})
    assert Place.objects.get(code=GUIHUALI).longitude == 120.005


def test_what_is_no_extent_is_refused_on_the_page(editor):
    response = editor.post(f"/places/{GUIHUALI}/draw/", {"polygon": "POINT (1 1)"})
    assert response.status_code == 422
    assert "POINT (1 1)" in response.content.decode()


def test_a_place_is_added_below(editor):
    editor.post("/places/990101001/add/", {"code": "990101001003", "name": "溪口社区"})
    assert Place.objects.get(code="990101001003").level == "community"


@pytest.mark.parametrize("code", ["990101002", "990101001", GUIHUALI, "9901010010031", "abc"])
def test_a_place_that_does_not_fit_below_is_refused(editor, code):
    before = Place.objects.count()
    response = editor.post("/places/990101001/add/", {"code": code, "name": "溪口社区"})
    assert response.status_code == 422
    assert Place.objects.count() == before


def test_grids_are_generated_from_the_page(editor):
    editor.post(f"/places/{GUIHUALI}/generate/", {"count": 3})
    assert Place.objects.children_of(GUIHUALI).count() == 3


def test_a_street_gets_no_grids(editor):
    assert editor.post("/places/990101001/generate/", {"count": 3}).status_code == 422
    assert not Place.objects.at_level("grid").exists()


def test_a_place_is_followed_by_another(editor):
    sent = {"new": WUTONGYUAN, "on": "2026-04-01"}
    assert editor.post(f"/places/{GUIHUALI}/replace/", sent).url == f"/places/{GUIHUALI}/"
    old = Place.objects.get(code=GUIHUALI)
    assert (str(old.valid_to), [each.code for each in old.successors.all()]) == (
        "2026-04-01",
        [WUTONGYUAN],
    )
    assert "/replace/" not in editor.get(f"/places/{GUIHUALI}/").content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"new": "990101001009", "on": "2026-04-01"},  # which is not there
        {"new": GUIHUALI, "on": "2026-04-01"},
        {"new": "990101001", "on": "2026-04-01"},
        {"new": WUTONGYUAN, "on": "2999-01-01"},
        {"new": WUTONGYUAN, "on": ""},
    ],
)
def test_what_cannot_follow_is_refused_on_the_page(editor, sent):
    assert editor.post(f"/places/{GUIHUALI}/replace/", sent).status_code == 422
    assert Place.objects.get(code=GUIHUALI).valid_to is None


def test_a_director_lets_no_place_of_another_district_follow(cast, client):
    client.force_login(cast.lin)
    sent = {"new": "990102001001", "on": "2026-04-01"}
    assert client.post("/places/990101002001/replace/", sent).status_code == 422
    assert client.post("/places/990102001001/replace/", sent).status_code == 403
    assert not Place.objects.exclude(valid_to=None).exists()


def test_an_ended_place_is_no_longer_changed(editor):
    Place.objects.filter(code=GUIHUALI).update(valid_to=AT.date())
    assert editor.post(f"/places/{GUIHUALI}/rename/", {"name": "别名"}).status_code == 403


def test_a_table_is_imported(editor):
    file = upload(f"社区编码,网格名称\n{GUIHUALI},东网格\n{WUTONGYUAN},西网格\n")
    response = editor.post("/places/import/", {"what": "grids", "file": file})
    assert response.status_code == 200
    assert Place.objects.at_level("grid").count() == 2


def test_a_table_with_faults_is_refused_by_row_and_column(editor):
    file = upload(f"社区编码,网格名称\n{GUIHUALI},东网格\n123,西网格\n")
    answer = editor.post("/places/import/", {"what": "grids", "file": file})
    assert answer.status_code == 422
    assert re.findall(r"<td[^>]*>([^<]*)</td>", answer.text)[:2] == ["3", "社区编码"]
    assert not Place.objects.at_level("grid").exists()


def test_bad_rows_are_left_out_on_request(editor):
    file = upload(f"社区编码,网格名称\n{GUIHUALI},东网格\n123,西网格\n")
    editor.post("/places/import/", {"what": "grids", "file": file, "skip_bad": "on"})
    assert Place.objects.at_level("grid").count() == 1


@pytest.mark.parametrize(("text", "name"), [("甲,乙\n1,2\n", "p.csv"), ("x", "p.xlsx")])
def test_an_unreadable_file_is_refused(editor, text, name):
    response = editor.post("/places/import/", {"what": "places", "file": upload(text, name)})
    assert response.status_code == 422


def test_a_file_that_is_too_large_is_refused(editor, settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    file = upload(f"社区编码,网格名称\n{GUIHUALI},东网格\n")
    assert editor.post("/places/import/", {"what": "grids", "file": file}).status_code == 422


def test_a_director_imports_into_no_other_district(cast, client):
    for code in ("990109", "990109001", "990109001001"):
        Place.objects.create(code=code, name="邻居", level=level_of(code))
    client.force_login(cast.lin)
    file = upload("社区编码,网格名称\n990109001001,东网格\n")
    response = client.post("/places/import/", {"what": "grids", "file": file})
    assert response.status_code == 422
    assert not Place.objects.under("990109001001").at_level("grid").exists()


def test_places_are_offered_by_name_to_anybody(town, client):
    [found] = client.get("/places/search", {"q": "桂花"}).json()["places"]
    assert found == {
        "code": GUIHUALI,
        "name": "桂花里社区居委会",
        "full_name": "临江新区青梧街道桂花里社区居委会",
        "level": "community",
    }


def test_htmx_gets_options_to_choose_from(town, client):
    page = client.get("/places/search", {"q": "桂花"}, headers={"HX-Request": "true"})
    assert f'value="{GUIHUALI}"' in page.content.decode()


def test_the_offer_is_narrowed_by_place_and_level(town, client):
    ask = {"q": "社区", "within": GUIHUALI, "level": "community"}
    assert [p["code"] for p in client.get("/places/search", ask).json()["places"]] == [GUIHUALI]


@pytest.mark.parametrize("ask", [{"q": "桂花", "level": "planet"}, {"q": "桂", "within": "x"}])
def test_an_impossible_question_is_refused(town, client, ask):
    assert client.get("/places/search", ask).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_queries_however_many_places(
    editor, django_assert_num_queries, count
):
    for number in range(count):
        code = f"{GUIHUALI}{number + 1:03d}"
        Place.objects.create(code=code, name=f"第{number + 1}网格", level="grid")
    editor.get("/places/")
    with django_assert_num_queries(11):
        editor.get(f"/places/{GUIHUALI}/")
