"""The components, drawn with one thing and with three."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from linli.faces.web import lamps
from linli.faces.web.navigation import DESK, RESIDENT
from linli.faces.web.templatetags.linli import lasting
from linli.faces.web.tests.reading import attributes, texts
from linli.ground.places.models import Place
from tests.architecture.code import ROOT

NOON = datetime(2026, 5, 11, 4, 0, tzinfo=UTC)  # 12:00 in the district
ICONS = ROOT / "linli/faces/web/static/web/icons.svg"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def draw(component, **context):
    request = RequestFactory().get("/list/", {"state": "open"})
    return render_to_string(f"web/components/{component}.html", context, request=request)


class Report(forms.Form):
    what = forms.CharField(label="What", help_text="In your own words")
    phone = forms.CharField(label="Phone", required=False)
    how = forms.ChoiceField(label="How", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Agree")


@pytest.mark.parametrize(
    ("left", "chinese", "english"),
    [
        (3 * DAY + 4 * HOUR, "3 天 4 小时后到期", "3 days 4 hours left"),
        (DAY, "1 天后到期", "1 day left"),
        (9 * DAY + 5 * HOUR, "9 天后到期", "9 days left"),
        (5 * HOUR + timedelta(minutes=10), "5 小时后到期", "5 hours left"),
        (2 * HOUR + timedelta(minutes=1), "2 小时 1 分钟后到期", "2 hours 1 minute left"),
        (timedelta(seconds=30), "0 分钟后到期", "0 minutes left"),
        (-2 * DAY, "已超期 2 天", "overdue by 2 days"),
        (-HOUR, "已超期 1 小时", "overdue by 1 hour"),
    ],
)
def test_the_time_left_is_said_in_words(left, chinese, english):
    with translation.override("zh-hans"):
        assert lamps.remaining(NOON + left, NOON) == chinese
    with translation.override("en"):
        assert lamps.remaining(NOON + left, NOON) == english


@pytest.mark.parametrize(
    ("given", "colour"),
    [
        ({"due_at": NOON + DAY, "warn_at": NOON + HOUR}, "green"),
        ({"due_at": NOON + DAY, "warn_at": NOON}, "yellow"),
        ({"due_at": NOON}, "green"),
        ({"due_at": NOON - timedelta(seconds=1)}, "red"),
        ({"due_at": NOON - DAY, "paused": True}, "paused"),
        ({"due_at": NOON - DAY, "met_at": NOON}, "met"),
        ({"due_at": None}, "none"),
    ],
)
def test_a_light_has_the_colour_of_its_deadline(given, colour):
    html = draw("light", now=NOON, **given)

    assert attributes(html, "class", "light ") == [f"light light-{colour}"]


def test_what_ends_at_midnight_ends_at_24_oclock_of_the_day_before():
    assert lamps.until(datetime(2026, 5, 11, 16, 0, tzinfo=UTC)) == "2026-05-11 24:00"
    assert lamps.until(NOON) == "2026-05-11 12:00"


@pytest.mark.parametrize("count", [1, 3])
def test_a_timeline_has_a_line_for_each_thing_that_happened(count):
    items = [{"at": NOON, "label": f"step {n}", "who": "李晓梅"} for n in range(count)]

    assert texts(draw("timeline", items=items), "li span.what") == [i["label"] for i in items]


@pytest.mark.parametrize("count", [1, 3])
def test_chips_breadcrumbs_facts_and_photos_draw_every_item(count):
    things = [
        {"label": f"<{n}>", "url": f"/{n}/", "value": n, "name": "a.jpg"} for n in range(count)
    ]
    labels = [thing["label"] for thing in things]

    assert texts(draw("chips", chips=things), "a.chip") == labels
    assert texts(draw("facts", facts=things), "dt") == labels
    assert texts(draw("breadcrumb", trail=things), "li") == labels
    assert attributes(draw("photos", photos=things), "src", "/") == [t["url"] for t in things]


@pytest.mark.parametrize("count", [1, 3])
def test_a_chart_card_holds_its_figures_as_a_table_and_asks_for_the_library_only_in_view(count):
    rows = [[f"{n} 月", n] for n in range(count)]

    html = draw("chart_card", title="各月", columns=["", "件"], rows=rows)

    assert texts(html, "td.num") == [str(n) for n in range(count)]
    assert attributes(html, "src", "") == ["/static/web/chart_card.js"]


def test_a_map_card_says_what_stands_there_without_a_map():
    html = draw("map_card", title="地图", shapes="/shapes.json", list="spots")

    assert attributes(html, "href", "#") == ["#spots"]
    assert attributes(html, "src", "") == ["/static/web/map_card.js"]
    assert "地图需要启用 JavaScript" in html


def test_somebody_is_shown_masked_and_whole_only_by_an_address_that_asks_why():
    plain = draw("person", name="周**", phone="139****0001")

    assert texts(plain, "span.person") == ["周** 139****0001"]
    assert attributes(draw("person", name="周**", reveal="/reveal/"), "href", "/r") == ["/reveal/"]


def test_what_failed_says_what_to_do():
    html = draw("error_state", title="没有加载成功", text="请重试。", url="/again/", action="重试")

    assert attributes(html, "role", "alert") == ["alert"]
    assert texts(html, "a") == ["重试"]


def test_a_field_ties_its_label_help_and_error_to_the_input():
    html = draw("fields", form=Report({"how": "a", "agree": "on"}))

    assert attributes(html, "for", "id_what") == ["id_what"]
    assert attributes(html, "aria-describedby", "id_what") == ["id_what_helptext id_what_error"]
    assert attributes(html, "id", "id_what") == ["id_what_helptext", "id_what_error", "id_what"]


def test_choices_are_a_group_with_a_legend_and_an_optional_field_says_so():
    html = draw("form", form=Report(), submit="Send")

    assert texts(html, "legend") == ["How"]
    assert texts(html, "span.optional") == ["（选填）"]
    assert texts(html, "button") == ["Send"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_move_without_a_form_is_a_button_and_one_with_a_form_unfolds(count):
    offers = [
        {"name": f"m{n}", "label": f"Move {n}", "url": f"/m/{n}/", "form": Report() if n else None}
        for n in range(count)
    ]

    html = draw("moves", offers=offers, version=70707)

    assert texts(html, "summary") == [o["label"] for o in offers[1:]]
    assert attributes(html, "action", "/m/") == [o["url"] for o in offers]
    assert attributes(html, "value", "70707") == ["70707"] * count


def test_no_moves_leave_no_trace():
    assert draw("moves", offers=[]).strip() == ""


@pytest.mark.parametrize(
    ("count", "links"), [(1, []), (3, ["?state=open&page=1", "?state=open&page=3"])]
)
def test_paging_keeps_the_filters_and_is_absent_from_a_short_list(count, links):
    page = Paginator(range(count), 1).get_page(2)

    html = draw("pages", page=page)

    assert [link.replace("&amp;", "&") for link in attributes(html, "href", "?")] == links


def test_what_people_wrote_is_never_markup():
    html = draw("timeline", items=[{"at": NOON, "label": "x", "text": "<script>alert(1)</script>"}])

    assert "<script>" not in html


def test_every_icon_that_a_page_or_a_menu_names_is_drawn():
    drawn = set(re.findall(r'symbol id="([a-z0-9-]+)"', ICONS.read_text()))
    pages = " ".join(page.read_text() for page in (ROOT / "linli").rglob("templates/**/*.html"))
    named = set(re.findall(r'(?:% icon |icon_name=)"([a-z0-9-]+)"', pages))
    assert named | {entry.icon for entry in [*DESK, *RESIDENT]} <= drawn


def test_the_style_guide_is_for_staff(client, cast):
    assert client.get("/styleguide/").status_code == 404

    client.force_login(cast.zhou)
    assert client.get("/styleguide/").status_code == 404

    client.force_login(cast.zhao)
    assert client.get("/styleguide/").status_code == 200


@pytest.mark.parametrize(
    ("required", "language", "words"),
    [
        (True, "zh-hans", "请选择"),
        (False, "zh-hans", "不选"),
        (True, "en", "Choose …"),
        (False, "en", "No choice"),
    ],
)
def test_an_empty_choice_is_said_in_words(required: bool, language: str, words: str) -> None:
    class Filed(forms.Form):
        which = forms.ModelChoiceField(Place.objects.none(), label="Place", required=required)

    with translation.override(language):
        assert texts(draw("form", form=Filed(), submit="Go"), "option") == [words]


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (1440, "minutes", "1 day"),
        (90, "minutes", "1 hour 30 minutes"),
        (180, "seconds", "3 minutes"),
    ],
)
def test_a_number_of_minutes_is_said_in_the_largest_units(number, unit, words) -> None:
    with translation.override("en"):
        assert lasting(number, unit) == words
