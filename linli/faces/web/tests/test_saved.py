"""Saved views: filters under a name, for one person alone."""

from __future__ import annotations

from datetime import date

import pytest

from linli.faces.web.models import SavedView
from linli.ground.rulepacks.actions import publish_pack
from tests.cast import MONDAY


def keep(client, user, name: str, query: str):
    client.force_login(user)
    return client.post("/desk/views/", {"name": name, "query": query})


def shown(client, user, query: str = "") -> list[tuple[str, str, bool]]:
    client.force_login(user)
    saved = client.get(f"/desk/?{query}").context["saved"]
    return [(view["label"], view["url"], view["current"]) for view in saved]


def test_filters_are_kept_under_a_name_and_stand_above_the_list(client, cast):
    assert keep(client, cast.zhao, "投诉", "type=complaint")["Location"] == "/desk/?type=complaint"
    assert shown(client, cast.zhao) == [("投诉", "?type=complaint", False)]
    assert shown(client, cast.zhao, "type=complaint") == [("投诉", "?type=complaint", True)]


def test_the_same_name_again_replaces_the_filters(client, cast):
    keep(client, cast.zhao, "我的", "type=complaint"), keep(client, cast.zhao, "我的", "type=help")
    assert shown(client, cast.zhao) == [("我的", "?type=help", False)]


def test_neither_words_nor_the_page_of_the_list_are_kept(client, cast):
    keep(client, cast.zhao, "周", "q=周秀兰&type=help&after=x")
    assert SavedView.objects.get().query == "type=help"


def test_nobody_else_sees_or_removes_a_view(client, cast):
    keep(client, cast.zhao, "投诉", "type=complaint")
    view = SavedView.objects.get()
    assert shown(client, cast.chen) == []
    assert client.post(f"/desk/views/{view.pk}/drop/").status_code == 404
    client.force_login(cast.zhao)
    client.post(f"/desk/views/{view.pk}/drop/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "长" * 31])
def test_a_view_without_a_fitting_name_is_not_kept(client, cast, name):
    keep(client, cast.zhao, name, "type=help")
    assert not SavedView.objects.exists()


def test_one_person_has_so_many_views_and_no_more(client, cast):
    for number in range(21):
        keep(client, cast.zhao, f"第{number}个", "type=help")
    assert SavedView.objects.filter(user=cast.zhao).count() == 20


def test_how_many_views_one_person_has_is_for_the_district_to_say(client, cast):
    text = "desk:\n  saved_views: 1\n"
    given = {"place_code": "990101", "valid_from": date(2026, 1, 1), "note": "试行"}
    publish_pack(text=text, **given, by=cast.system, at=MONDAY)
    keep(client, cast.zhao, "一", "type=help")
    keep(client, cast.zhao, "二", "type=help")
    assert [view.name for view in SavedView.objects.all()] == ["一"]


def test_residents_and_strangers_keep_none(client, cast):
    assert client.post("/desk/views/", {"name": "x"}).status_code == 302
    assert keep(client, cast.zhou, "x", "type=help").status_code == 403
    assert not SavedView.objects.exists()
