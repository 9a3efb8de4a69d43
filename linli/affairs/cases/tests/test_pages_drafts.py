"""The pages of drafts, editions and lines of the catalogue: who has them, what they do."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from linli.affairs.cases.actions.drafting import begin_draft, drop_draft
from linli.affairs.cases.models import CatalogueDraft, CatalogueEdition, DispatchRule
from linli.affairs.cases.tests import stages

DISTRICT, STREET = "990101", "990101001"
KEEPING = {"zhao", "sun", "lin"}


@pytest.fixture
def draft(cast) -> CatalogueDraft:
    """A draft of the street."""
    return begin_draft(cast.places[STREET], by=cast.zhao, at=timezone.now())


def pages(draft: CatalogueDraft) -> dict[str, list[str]]:
    """Every address of the catalogue, by method."""
    own = f"/catalogue/drafts/{draft.pk}/"
    return {
        "get": [own, f"{own}table.xlsx", f"{own}table.csv", "/catalogue/editions/"],
        "post": [
            *(f"{own}{what}/" for what in ("lines", "table", "rehearsal", "live", "drop")),
            "/catalogue/drafts/",
        ],
    }


def everybody(cast):
    return cast.everybody().items()


def test_who_keeps_the_catalogue_of_the_area_has_the_pages_of_its_draft(client, cast, draft):
    for name, user in everybody(cast):
        client.force_login(user)
        for page in pages(draft)["get"]:
            status = client.get(page).status_code
            assert (status == 200) is (name in KEEPING), (name, page)
            assert status in (200, 403, 404)


def test_nobody_else_changes_it(client, cast, draft):
    for name, user in everybody(cast):
        if name not in KEEPING:
            client.force_login(user)
            for page in pages(draft)["post"]:
                assert client.post(page).status_code in (403, 404), (name, page)
    draft.refresh_from_db()
    assert draft.is_open


def test_a_draft_of_elsewhere_is_not_there(client, cast):
    draft = begin_draft(cast.places[DISTRICT], by=cast.lin, at=timezone.now())
    client.force_login(cast.zhao)
    for page in pages(draft)["get"][:3]:
        assert client.get(page).status_code == 404
    for page in pages(draft)["post"][:5]:
        assert client.post(page).status_code == 404
    assert client.post("/catalogue/drafts/", {"area": DISTRICT}).status_code == 404


def test_the_way_of_a_draft_from_its_beginning_to_the_catalogue(client, cast):
    client.force_login(cast.zhao)
    began = client.post("/catalogue/drafts/", {"area": STREET})
    own = began["Location"]
    line = {"category": "0303", "place": STREET, "level": "street", "note": "试点"}
    assert client.post(f"{own}lines/", line).status_code == 302
    assert client.post(f"{own}rehearsal/", {"months": "2"}).status_code == 302
    shown = client.get(own).text
    assert "0303" in shown
    assert 'name="months" value="2"' in shown
    live = {"reason": "路灯归街道", "valid_from": timezone.localdate().isoformat()}
    assert client.post(f"{own}live/", live)["Location"] == "/catalogue/editions/"
    assert DispatchRule.objects.get(category_code="0303").level == "street"
    assert "路灯归街道" in client.get("/catalogue/editions/").text


def test_an_edition_is_drafted_again(client, cast, draft):
    client.force_login(cast.zhao)
    own = f"/catalogue/drafts/{draft.pk}/"
    client.post(f"{own}rehearsal/", {"months": "1"})
    live = {"reason": "x", "valid_from": timezone.localdate().isoformat()}
    client.post(f"{own}live/", live)
    first = CatalogueEdition.objects.get(number=1)
    began = client.post("/catalogue/drafts/", {"area": STREET, "edition": first.pk})
    assert CatalogueDraft.objects.latest("pk").back_to == first
    assert client.get(began["Location"]).status_code == 200
    other = {"area": STREET, "edition": first.pk + 99}
    assert client.post("/catalogue/drafts/", other).status_code == 404


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("lines", {"place": STREET}),
        ("lines", {"place": DISTRICT, "level": "grid"}),
        ("lines", {"place": "1", "level": "grid"}),
        ("rehearsal", {"months": "0"}),
        ("rehearsal", {"months": "999"}),
        ("live", {"reason": "", "valid_from": "2026-01-01"}),
        ("live", {"reason": "x", "valid_from": "2020-01-01"}),
        ("table", {}),
    ],
)
def test_wrong_input_comes_back_with_a_reason(client, cast, draft, what, data):
    client.force_login(cast.zhao)
    answer = client.post(f"/catalogue/drafts/{draft.pk}/{what}/", data)
    assert answer.status_code == 422
    assert "field-error" in answer.text or "note-error" in answer.text
    assert CatalogueEdition.objects.count() == 0


def table(*rows: str, name: str = "c.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(["类别编码,地点编码,单位编码,层级", *rows]).encode())


def test_a_table_is_brought_in_on_the_page(client, cast, draft):
    client.force_login(cast.zhao)
    own = f"/catalogue/drafts/{draft.pk}/"
    good = table(f"0303,{STREET},,street", f",{STREET},{STREET},")
    assert client.post(f"{own}table/", {"file": good}).status_code == 302
    assert draft.lines.count() == 2
    bad = client.post(f"{own}table/", {"file": table(f"0303,{DISTRICT},,street")})
    assert (bad.status_code, draft.lines.count()) == (422, 2)
    assert DISTRICT in bad.text


def test_what_is_no_table_is_refused(client, cast, draft):
    client.force_login(cast.zhao)
    own = f"/catalogue/drafts/{draft.pk}/table/"
    assert client.post(own, {"file": table(name="c.xlsx")}).status_code == 422
    assert client.post(own, {"file": SimpleUploadedFile("c.csv", b"x")}).status_code == 422


def test_the_table_comes_as_excel_or_csv_and_nothing_else(client, cast, draft):
    client.force_login(cast.zhao)
    own = f"/catalogue/drafts/{draft.pk}/table"
    assert [client.get(f"{own}.{suffix}").status_code for suffix in ("xlsx", "csv", "pdf")] == [
        200,
        200,
        404,
    ]


def test_a_line_is_taken_out_on_the_page(client, cast, draft):
    client.force_login(cast.zhao)
    own = f"/catalogue/drafts/{draft.pk}/"
    client.post(f"{own}lines/", {"place": STREET, "level": "street"})
    line = draft.lines.get()
    assert client.post(f"{own}lines/{line.pk}/out/").status_code == 302
    assert client.post(f"{own}lines/{line.pk}/out/").status_code == 404
    client.force_login(cast.chen)
    assert client.post(f"{own}lines/{line.pk}/out/").status_code == 403


def test_a_dropped_draft_is_shown_and_changed_no_more(client, cast, draft):
    drop_draft(draft, by=cast.zhao, at=timezone.now())
    client.force_login(cast.zhao)
    own = f"/catalogue/drafts/{draft.pk}/"
    assert "<form" not in client.get(own).text.split('id="rehearsal"')[1].split("</section>")[0]
    assert client.post(f"{own}lines/", {"place": STREET, "level": "grid"}).status_code == 422


def test_the_cases_behind_a_figure_are_listed(client, cast, draft):
    case = stages.dispatched(cast, timezone.now())
    client.force_login(cast.zhao)
    own = f"/catalogue/drafts/{draft.pk}/"
    client.post(f"{own}lines/", {"place": STREET, "level": "street"})
    assert client.get(f"{own}cases/?now=none").status_code == 404
    client.post(f"{own}rehearsal/", {"months": "1"})
    shown = client.get(own)
    (course,) = shown.context["courses"]
    assert case.number in client.get(f"{own}cases/?{course.query}").text
    for wrong in ("", "?was=x&now=1", "?line=x", "?line=²", "?now=99999999999999999999"):
        assert client.get(f"{own}cases/{wrong}").status_code == 404, wrong


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_draft_reads_little(client, cast, draft, django_assert_num_queries, rows):
    client.force_login(cast.zhao)
    own = f"/catalogue/drafts/{draft.pk}/"
    for code in ["0303", "030302", "0903"][:rows]:
        client.post(f"{own}lines/", {"category": code, "place": STREET, "level": "street"})
    client.post(f"{own}rehearsal/", {"months": "1"})
    with django_assert_num_queries(12):
        answer = client.get(own)
    assert len(answer.context["page"]) == rows


@pytest.mark.parametrize("name", sorted(KEEPING))
def test_a_line_tells_what_it_did(client, cast, name):
    stages.dispatched(cast, timezone.now(), unit="990101001001")
    rule = DispatchRule.objects.get(category_code="")
    client.force_login(getattr(cast, name))
    for show in ("sent", "returned", "elsewhere", "overruled"):
        answer = client.get(f"/catalogue/lines/{rule.pk}/?show={show}")
        assert len(answer.context["cases"]) == (show == "sent")
    assert client.get(f"/catalogue/lines/{rule.pk}/?show=x").status_code == 404
    assert client.get("/catalogue/lines/0/").status_code == 404


@pytest.mark.parametrize("name", ["li", "chen", "liu", "sysadmin", "auditor", "zhou"])
def test_others_read_nothing_of_a_line(client, cast, name):
    client.force_login(getattr(cast, name))
    rule = DispatchRule.objects.get(category_code="")
    assert client.get(f"/catalogue/lines/{rule.pk}/").status_code == 403
    assert client.get("/catalogue/editions/").status_code == 403
