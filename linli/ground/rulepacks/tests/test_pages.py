"""The pages: who sees them, who edits, what the editor says."""

from __future__ import annotations

from datetime import date

import pytest

from linli.ground.rulepacks.models import RulePack
from linli.ground.rulepacks.naming import _namers, named_by

FAR = "2099-01-01"
SIX = "tea:\n  cups: 6\n"
PAGES = ["/rulepacks/", "/rulepacks/default/", "/rulepacks/990101/", "/rulepacks/990101/1/"]


@pytest.fixture(autouse=True)
def _english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def desk(client, cast):
    """The browser of a member of the cast."""

    def of(username: str):
        client.force_login(getattr(cast, username))
        return client

    return of


def form(**more) -> dict[str, str]:
    good = {"text": SIX, "valid_from": FAR, "note": "试行六杯", "based_on": "0"}
    return good | more


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["lin", "zhao", "sun", "sysadmin"])
def test_who_works_with_the_rules_sees_them(desk, write, who, page):
    write("990101", SIX)
    assert desk(who).get(page).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, "/rulepacks/990101/edit/"])
@pytest.mark.parametrize("who", ["zhou", "li", "chen", "liu", "secadmin", "auditor", "qian"])
def test_everybody_else_finds_no_such_page(desk, write, who, page):
    write("990101", SIX)
    assert desk(who).get(page).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("page", [*PAGES, "/rulepacks/990101/edit/"])
def test_who_is_not_signed_in_is_asked_to(client, page):
    answer = client.get(page)
    assert (answer.status_code, answer["Location"]) == (302, f"/signin/?next={page}")


@pytest.mark.parametrize("who", ["zhao", "sun", "sysadmin"])
def test_who_may_only_look_is_refused_the_editor(desk, who):
    assert desk(who).get("/rulepacks/990101/edit/").status_code == 403
    answer = desk(who).post("/rulepacks/990101/edit/", form(publish="1"))
    assert (answer.status_code, RulePack.objects.count()) == (403, 0)


@pytest.mark.parametrize("slug", ["default", "99", "9901", "990102"])
def test_a_director_edits_the_rules_of_the_own_district_only(desk, slug):
    assert desk("lin").get("/rulepacks/990101/edit/").status_code == 200
    assert desk("lin").get(f"/rulepacks/{slug}/edit/").status_code == 403
    answer = desk("lin").post(f"/rulepacks/{slug}/edit/", form(publish="1"))
    assert (answer.status_code, RulePack.objects.count()) == (403, 0)


@pytest.mark.parametrize("slug", ["990101001", "9", "99010", "abc", "990101/7", "default/1"])
def test_there_is_no_page_for_what_has_no_pack(desk, slug):
    assert desk("lin").get(f"/rulepacks/{slug}/").status_code == 404


def test_publishing_keeps_text_day_reason_and_person(desk, cast):
    answer = desk("lin").post("/rulepacks/990101/edit/", form(publish="1"))
    assert (answer.status_code, answer["Location"]) == (302, "/rulepacks/990101/")
    pack = RulePack.objects.get()
    assert (pack.text, pack.valid_from, pack.note, pack.author) == (
        SIX, date(2099, 1, 1), "试行六杯", cast.lin,
    )  # fmt: skip


def test_line_ends_of_browsers_are_made_plain(desk):
    desk("lin").post("/rulepacks/990101/edit/", form(publish="1", text="tea:\r\n  cups: 6\r\n"))
    assert RulePack.objects.get().text == SIX


def test_checking_shows_the_changes_and_publishes_nothing(desk, write):
    write("990101", "tea:\n  cups: 5\n")
    answer = desk("lin").post("/rulepacks/990101/edit/", form(check="1", based_on="1", note=""))
    assert answer.context["faults"] == []
    assert [f"{line.sign}{line.text}" for line in answer.context["diff"]][-2:] == [
        "-  cups: 5", "+  cups: 6",
    ]  # fmt: skip
    assert RulePack.objects.count() == 1


def test_faults_stand_beside_their_lines_and_the_text_is_kept(desk):
    text = "tea:\n  cups: 13\n  <b>: 1\n"
    answer = desk("lin").post("/rulepacks/990101/edit/", form(publish="1", text=text))
    assert [(line.number, len(line.faults)) for line in answer.context["lines"]] == [
        (1, 0), (2, 1), (3, 1),
    ]  # fmt: skip
    page = answer.content.decode()
    assert 'id="line-2"' in page
    assert "&lt;b&gt;: 1" in page
    assert "<b>" not in page
    assert "The number must be at most 12." in page
    assert RulePack.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"note": ""}, "note", "Say in a few words why the rules change."),
        ({"note": "x" * 501}, "note",
         "Ensure this value has at most 500 characters (it has 501)."),
        ({"valid_from": ""}, "valid_from", "This field is required."),
        ({"valid_from": "soon"}, "valid_from", "Enter a valid date."),
        ({"valid_from": "2026-05-11"}, "valid_from",
         "The rules of past days stay as they were: choose today or later."),
        ({"based_on": "0"}, "__all__",
         "Meanwhile somebody published version 1. Look at it, then edit again."),
        ({"text": "tea: 5\n"}, "text", "The pack was not published: it has faults."),
    ],
)  # fmt: skip
def test_a_refusal_stands_at_its_field(desk, write, wrong, field, message):
    write("990101", "")
    answer = desk("lin").post("/rulepacks/990101/edit/", form(publish="1", based_on="1") | wrong)
    assert answer.context["form"].errors == {field: [message]}
    assert RulePack.objects.count() == 1


def test_the_editor_begins_with_the_newest_text_and_warns_of_a_planned_pack(desk, write):
    write("990101", "tea:\n  cups: 5\n")
    write("990101", SIX, date(2099, 1, 1))
    answer = desk("lin").get("/rulepacks/990101/edit/")
    assert answer.context["form"].initial["text"] == SIX
    assert answer.context["form"].initial["based_on"] == 2
    assert [pack.version for pack in answer.context["planned"]] == [2]


def test_a_place_shows_its_rules_on_a_day(desk, write):
    write("990101", SIX, date(2099, 1, 1))
    page = desk("zhao").get("/rulepacks/990101/", {"on": "2099-01-01"})
    rows = {row.key: (row.value, row.slug) for row in page.context["groups"][0][1]}
    assert rows["tea.cups"] == ("6", "990101")
    assert rows["tea.kinds"] == ('["green", "black"]', "default")
    today = desk("zhao").get("/rulepacks/990101/", {"on": "no day"})
    assert {row.key: row.value for row in today.context["groups"][0][1]}["tea.cups"] == "4"


def test_a_version_shows_what_it_changed(desk, write):
    write("990101", "tea:\n  cups: 5\n")
    write("990101", SIX)
    page = desk("zhao").get("/rulepacks/990101/2/")
    assert [line.kind for line in page.context["diff"]] == ["place", "same", "removed", "added"]


def test_a_place_without_a_pack_is_opened_by_its_code(desk):
    answer = desk("lin").get("/rulepacks/", {"place": "990101"})
    assert (answer.status_code, answer["Location"]) == (302, "/rulepacks/990101/")
    wrong = desk("lin").get("/rulepacks/", {"place": "990101001"})
    assert (wrong.status_code, bool(wrong.context["form"].errors)) == (200, True)


def test_places_bear_the_names_that_another_app_lends(desk, write):
    write("990101", SIX)
    named_by(namer := lambda codes: {code: "临江新区" for code in codes if code == "990101"})
    page = desk("lin").get("/rulepacks/")
    _namers.remove(namer)
    assert [row.name for row in page.context["rows"]] == ["临江新区"]


@pytest.mark.parametrize("places", [1, 3])
def test_the_list_costs_the_same_for_one_place_and_for_three(
    desk, write, django_assert_num_queries, places
):
    for number in range(places):
        write(f"99010{number + 1}", SIX)
        write(f"99010{number + 1}", "")
    client = desk("lin")
    # The stamp, the session, the user, the duties, the packs, the names of the places.
    with django_assert_num_queries(6):
        page = client.get("/rulepacks/")
    assert len(page.context["rows"]) == places
