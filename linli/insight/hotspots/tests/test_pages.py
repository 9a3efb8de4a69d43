"""The pages of hot topics: who comes in, what stands there, and acting from them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.test_pages import sign_in
from linli.affairs.whistle.models import Whistle
from linli.insight.hotspots.actions import find_topics
from linli.insight.hotspots.models import Rise, Topic
from linli.insight.hotspots.tests.stories import DISTRICT, STREET, told

SEE, LEAD = {"chen", "zhao", "sun", "lin"}, {"sun", "lin"}
PAGES = ("/hotspots/", "/hotspots/shapes/", "/hotspots/points/")


@pytest.fixture
def topic(cast):
    """The lamps, reported in these days."""
    told(cast, since=timezone.now() - timedelta(days=2))
    find_topics(DISTRICT, by=cast.system, at=timezone.now())
    return Topic.objects.get()


def test_who_may_open_which_page(client, cast, topic):
    for name in cast.everybody():
        sign_in(client, cast, name)
        allowed = name in SEE | {"qian"}
        for page in PAGES:
            assert client.get(page).status_code == (200 if allowed else 403), (name, page)
        expected = 200 if name in SEE else 404 if name == "qian" else 403
        for page in (f"/hotspots/{topic.pk}/", f"/hotspots/{topic.pk}/file/"):
            assert client.get(page).status_code == expected, (name, page)


def test_a_stranger_is_sent_to_the_sign_in(client, topic):
    for page in (*PAGES, f"/hotspots/{topic.pk}/", f"/hotspots/{topic.pk}/file/"):
        assert client.get(page).headers["Location"].startswith("/signin/")


def test_nobody_else_acts_from_the_page(client, cast, topic):
    sent = {"text": "x", "month": timezone.localdate().replace(day=1), "lead": STREET}
    for name in set(cast.everybody()) - LEAD:
        sign_in(client, cast, name)
        expected = 404 if name == "qian" else 403
        for door in ("case", "month", "month/end"):
            answer = client.post(f"/hotspots/{topic.pk}/{door}/", sent)
            assert answer.status_code == expected, (name, door)
    assert not Case.objects.filter(occasion="topic").exists()


def test_the_list_shows_topics_and_rises(client, cast, topic):
    Rise.objects.create(
        place_id=STREET, on=timezone.localdate(), days=7, count=9, expected=2.04,
        chance=0.0001, found_at=timezone.now(),
    )  # fmt: skip
    sign_in(client, cast, "sun")
    shown = client.get("/hotspots/").text
    assert topic.name in shown
    assert "平常约2.0件" in shown
    assert shown.count("data-row") == 2


def test_a_rise_leads_to_what_is_open_of_it(client, cast, topic):
    today = timezone.localdate()
    rise = Rise.objects.create(
        place_id=STREET, on=today, days=7, count=9, expected=2.04,
        chance=0.0001, found_at=timezone.now(),
    )  # fmt: skip
    sign_in(client, cast, "sun")
    there = unescape(re.findall(r'href="(/desk/\?[^"]+)"', client.get("/hotspots/").text)[0])
    assert f"opened_from={today - timedelta(days=6)}&opened_to={today}" in there
    assert client.get(there).text.count("data-row") == 4
    Rise.objects.filter(pk=rise.pk).update(on=today - timedelta(days=7))
    there = unescape(re.findall(r'href="(/desk/\?[^"]+)"', client.get("/hotspots/").text)[0])
    assert client.get(there).text.count("data-row") == 0


def test_a_topic_lists_its_cases_and_who_leads_may_act(client, cast, topic):
    sign_in(client, cast, "chen")
    shown = client.get(f"/hotspots/{topic.pk}/").text
    assert (shown.count("data-row"), "未诉先办" in shown) == (4, False)
    sign_in(client, cast, "sun")
    assert "未诉先办" in client.get(f"/hotspots/{topic.pk}/").text


def test_the_chart_of_a_topic_is_taken_out_as_it_stands_in_its_table(client, cast, topic):
    sign_in(client, cast, "sun")
    page = client.get(f"/hotspots/{topic.pk}/")
    assert f'href="/hotspots/{topic.pk}/file/"' in page.text
    book = load_workbook(BytesIO(client.get(f"/hotspots/{topic.pk}/file/").getvalue()))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert list(head) == page.context["columns"]
    assert [list(row) for row in rows] == page.context["course"] != []


def test_nobody_reads_a_phone_in_the_list_of_cases(client, cast, topic):
    Case.objects.filter(in_topic__topic=topic).update(title="请打13912345678，路灯不亮")
    sign_in(client, cast, "chen")
    shown = client.get(f"/hotspots/{topic.pk}/").text
    assert ("请打" in shown, "13912345678" in shown) == (True, False)


@pytest.mark.parametrize(("name", "may"), [("sun", True), ("chen", True), ("lin", False)])
def test_departments_are_called_for_all_cases_of_a_topic(client, cast, topic, name, may):
    sign_in(client, cast, name)
    address = client.get(f"/hotspots/{topic.pk}/").context["calling"]
    assert bool(address) == may
    if may:
        given = client.get(address).context["form"].initial
        numbers = Case.objects.filter(in_topic__topic=topic).order_by("pk")
        assert given["cases"].split() == list(numbers.values_list("number", flat=True))
        sent = given | {"type": "routine", "text": "路灯整片不亮，需供电、城管共同处理。"}
        assert client.post("/whistles/new/", sent).status_code == 302
        assert Whistle.objects.get().behind.count() == numbers.count() == 4


def test_the_case_is_opened_from_the_page_once(client, cast, topic):
    sign_in(client, cast, "sun")
    opened = client.post(f"/hotspots/{topic.pk}/case/", {"text": "请查看后巷路灯"})
    case = Case.objects.get(occasion="topic")
    assert opened.headers["Location"] == f"/cases/{case.number}/"
    again = client.post(f"/hotspots/{topic.pk}/case/", {"text": "请查看"}, follow=True)
    assert f"该热点已有工单：{case.number}" in again.text
    assert client.post(f"/hotspots/{topic.pk}/case/", {"text": ""}).status_code == 422


def test_the_month_is_chosen_and_taken_back(client, cast, topic):
    sign_in(client, cast, "sun")
    month = timezone.localdate().replace(day=1)
    door = f"/hotspots/{topic.pk}/month/"
    assert client.post(door, {"month": "2020-01-01", "lead": STREET}).status_code == 422
    assert client.post(door, {"month": month, "lead": "990102"}).status_code == 422
    assert client.post(door, {"month": month, "lead": STREET}).status_code == 302
    assert "每月一题" in client.get("/hotspots/").text
    client.post(f"{door}end/")
    assert Topic.objects.get().month is None


def test_the_map_has_a_mark_where_the_place_is_drawn(client, cast, topic):
    sign_in(client, cast, "sun")
    assert client.get("/hotspots/points/").json()["features"] == []
    square = [[[90.5, 40.2], [90.53, 40.2], [90.53, 40.22], [90.5, 40.2]]]
    topic.place.polygon = {"type": "Polygon", "coordinates": square}
    topic.place.save()
    (mark,) = client.get("/hotspots/points/").json()["features"]
    assert mark["properties"]["url"] == f"/hotspots/{topic.pk}/"
    assert len(client.get("/hotspots/shapes/").json()["features"]) == 1


def test_the_list_asks_little(client, cast, topic, django_assert_num_queries):
    sign_in(client, cast, "sun")
    client.get("/hotspots/")
    with django_assert_num_queries(7):
        client.get("/hotspots/")
