"""Choosing the place: by name, step by step, by a point."""

from __future__ import annotations

import pytest

from linli.affairs.cases.models import Case
from linli.faces.portal.tests.conftest import PLACE, TEXT
from linli.ground.org.models import Unit

REPORT, PLACES, MAP = "/report/", "/report/places/", "/report/map.json"
CHOICES = "/report/places.json"
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[112.0, 28.0], [112.1, 28.0], [112.1, 28.1], [112.0, 28.1], [112.0, 28.0]]],
}


def options(response) -> list[str]:
    return [option.name for option in response.context["picker"].options]


def steps(response) -> list[str]:
    return [step.name for step in response.context["picker"].steps]


@pytest.fixture
def drawn(cast):
    """The community of Guihuali, with its outline."""
    place = cast.places[PLACE]
    place.polygon = SQUARE
    place.save()
    return place


def test_places_are_found_by_a_part_of_their_name(client, cast):
    response = client.get(PLACES, {"place_text": "桂花"})
    assert options(response) == ["青梧街道桂花里社区"]
    assert response.context["picker"].chosen == PLACE


def test_a_name_that_does_not_exist_is_said_so(client, cast):
    response = client.get(PLACES, {"place_text": "火星"})
    assert "No place is called so" in response.content.decode()


def test_a_place_outside_the_area_is_not_offered(client, cast):
    Unit.objects.filter(place__code__startswith="990102").update(valid_to="2026-01-01")
    assert options(client.get(PLACES, {"place_text": "埠头"})) == []


def test_one_looks_from_the_district_down_to_the_community(client, cast):
    assert steps(client.get(PLACES)) == ["临江新区", "云东区"]
    assert steps(client.get(PLACES, {"under": "990101"})) == ["青梧街道", "望溪街道"]
    assert options(client.get(PLACES, {"under": "990101001"})) == [
        "桂花里社区",
        "梧桐苑社区",
        "Somewhere in 青梧街道, I do not know where",
    ]


def test_with_one_district_one_begins_at_its_streets(client, cast):
    Unit.objects.filter(place__code__startswith="990102").update(valid_to="2026-01-01")
    assert steps(client.get(PLACES)) == ["青梧街道", "望溪街道"]


def test_looking_into_an_unknown_place_begins_anew(client, cast):
    assert steps(client.get(PLACES, {"under": "nonsense"})) == ["临江新区", "云东区"]


@pytest.mark.parametrize(
    ("press", "offered"),
    [
        ({"find": "text", "place_text": "溪口"}, "望溪街道溪口社区"),
        ({"under": "990101002"}, "溪口社区"),
    ],
)
def test_without_scripts_looking_for_a_place_keeps_what_was_typed(client, cast, press, offered):
    response = client.post(REPORT, {"text": TEXT, "type": "complaint", "phone": "139", **press})
    assert response.status_code == 200
    assert offered in options(response)
    form = response.context["form"]
    assert (form["text"].value(), form["type"].value(), form["phone"].value()) == (
        TEXT,
        "complaint",
        "139",
    )
    assert not form.errors


def test_a_name_that_only_one_place_has_needs_no_choice(client, cast, answers):
    client.post(REPORT, {**answers, "place": "", "place_text": "梧桐苑社区"})
    assert Case.objects.get().place_id == "990101001002"


def test_a_name_that_several_places_have_asks_for_a_choice(client, cast, answers):
    response = client.post(REPORT, {**answers, "place": "", "place_text": "社区"})
    assert list(response.context["form"].errors["place"]) == ["Please choose the place."]
    assert len(options(response)) == 4


def test_a_point_finds_its_place(client, cast, drawn):
    response = client.get(PLACES, {"longitude": "112.05", "latitude": "28.05"})
    assert response.context["picker"].chosen == PLACE


@pytest.mark.parametrize("point", [("113", "29"), ("28.05", "112.05"), ("0", "0")])
def test_a_point_that_is_nowhere_here_asks_for_the_name(client, cast, drawn, point):
    response = client.get(PLACES, {"longitude": point[0], "latitude": point[1]})
    assert "Choose it by name" in response.content.decode()


@pytest.mark.parametrize("text", ["nan", "inf", "north", ""])
def test_a_point_that_is_no_number_is_left_aside(client, cast, drawn, text):
    response = client.get(PLACES, {"longitude": text, "latitude": "28.05"})
    assert response.status_code == 200


def test_a_point_alone_is_enough_and_is_kept(client, cast, answers, drawn):
    point = {"longitude": "112.05", "latitude": "28.05"}
    client.post(REPORT, {**answers, "place": "", **point})
    case = Case.objects.get()
    assert (case.place_id, case.longitude, case.latitude) == (PLACE, 112.05, 28.05)


def test_a_point_outside_the_country_is_left_out(client, cast, answers):
    client.post(REPORT, {**answers, "longitude": "0", "latitude": "0"})
    assert Case.objects.get().longitude is None


def test_the_map_shows_the_outlines_of_the_area(client, cast, drawn):
    [feature] = client.get(MAP).json()["features"]
    assert feature["geometry"] == SQUARE
    assert feature["properties"]["name"] == "桂花里社区"


def test_without_outlines_there_is_no_map(client, cast):
    assert client.get(MAP).json()["features"] == []
    assert "data-map" not in client.get(REPORT).content.decode()


def test_with_outlines_there_is_a_map(client, cast, drawn):
    assert "data-map" in client.get(REPORT).content.decode()


@pytest.mark.parametrize("user", ["", "zhou", "li", "sysadmin"])
def test_the_communities_are_public_and_only_read(client, cast, user):
    if user:
        client.force_login(getattr(cast, user))
    answer = client.get(CHOICES)
    listed = {each["code"]: each["name"] for each in answer.json()["places"]}
    assert listed[PLACE] == "青梧街道桂花里社区"
    assert all(len(code) == 12 for code in listed)
    assert answer["Cache-Control"] == "public, max-age=300"
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(CHOICES).status_code == 405


def test_no_more_communities_are_told_than_a_phone_can_keep(client, cast, monkeypatch):
    monkeypatch.setattr("linli.faces.portal.picker.COMMUNITIES", 1)
    assert len(client.get(CHOICES).json()["places"]) == 1


def test_where_nobody_is_in_charge_no_community_is_offered(client, cast):
    Unit.objects.filter(place__code__startswith="990102").update(valid_to="2026-01-01")
    codes = [each["code"] for each in client.get(CHOICES).json()["places"]]
    assert codes
    assert not [code for code in codes if code.startswith("990102")]
    Unit.objects.update(valid_to="2026-01-01")
    assert client.get(CHOICES).json() == {"places": []}
