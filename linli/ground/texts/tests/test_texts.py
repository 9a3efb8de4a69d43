"""Standard texts: who keeps them, who is offered them, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.ground.journal.models import Entry
from linli.ground.texts.actions import NotAllowed, TextRefused, change_text, end_text, write_text
from linli.ground.texts.filling import filled
from linli.ground.texts.models import StandardText
from linli.ground.texts.queries import texts_for

STREET, COMMUNITY, GRID = "990101001", "990101001001", "990101001001001"
KEEPERS = {"zhao": STREET, "sun": STREET, "lin": "990101"}
REPLY = {"use": "reply", "language": "zh-hans", "name": "已受理", "text": "{编号}已收到。"}


def written(cast, monday, unit: str = STREET, by: str = "zhao", **other: str) -> StandardText:
    words = {**REPLY, **other}
    return write_text(unit=cast.units[unit], by=getattr(cast, by), at=monday, **words)


@pytest.mark.parametrize(("who", "unit"), KEEPERS.items())
def test_who_has_the_power_writes_for_the_own_unit(cast, monday, who, unit):
    made = written(cast, monday, unit, who)
    assert (made.unit.code, made.written_by) == (unit, getattr(cast, who))
    assert Entry.objects.get(event="texts.write").data == {"unit": made.unit_id}


@pytest.mark.parametrize(
    ("who", "unit"),
    [("zhao", COMMUNITY), ("lin", STREET), ("chen", COMMUNITY), ("li", GRID), ("liu", STREET)],
)
def test_nobody_writes_for_another_unit_or_without_the_power(cast, monday, who, unit):
    with pytest.raises(NotAllowed):
        written(cast, monday, unit, who)


@pytest.mark.parametrize(
    ("who", "offered"),
    [("li", 2), ("chen", 2), ("zhao", 2), ("sun", 2), ("lin", 1), ("liu", 1), ("qian", 0)],
)
def test_texts_of_the_own_unit_and_of_those_above_are_offered(cast, monday, who, offered):
    written(cast, monday)
    written(cast, monday, "990101", "lin")
    assert texts_for(getattr(cast, who), monday).count() == offered


def test_a_name_stands_once_for_a_use_in_a_language(cast, monday):
    first = written(cast, monday)
    written(cast, monday, language="en")
    with pytest.raises(TextRefused):
        written(cast, monday)
    end_text(first, by=cast.zhao, at=monday)
    assert written(cast, monday).pk != first.pk


def test_a_placeholder_that_stands_for_nothing_is_refused_by_name(cast, monday):
    with pytest.raises(TextRefused, match="姓名"):
        written(cast, monday, text="{姓名}您好")


def test_a_text_that_is_changed_or_ended_keeps_its_unit(cast, monday):
    made = written(cast, monday)
    change_text(made, **{**REPLY, "text": "收到。"}, by=cast.sun, at=monday)
    with pytest.raises(NotAllowed):
        end_text(made, by=cast.chen, at=monday)
    end_text(made, by=cast.zhao, at=monday)
    assert not texts_for(cast.li, monday).exists()
    events = Entry.objects.filter(about_kind="texts.standardtext").values_list("event", flat=True)
    assert list(events.order_by("pk")) == ["texts.write", "texts.change", "texts.end"]


def test_placeholders_are_filled_in_both_languages_and_what_has_no_value_is_seen():
    values = {"number": "7", "unit": "青梧街道"}
    assert filled("{编号} {number} {单位} {date}", values) == "7 7 青梧街道 {date}"


def test_the_page_writes_changes_and_ends_a_text(client, cast):
    client.force_login(cast.zhao)
    assert client.post("/texts/", {**REPLY, "unit": STREET}).status_code == 302
    made = StandardText.objects.get()
    assert "已受理" in client.get("/texts/?use=reply").content.decode()
    assert "已受理" not in client.get("/texts/?use=reason").content.decode()
    client.post(f"/texts/{made.pk}/", {**REPLY, "name": "收到"})
    client.post(f"/texts/{made.pk}/end/")
    made.refresh_from_db()
    assert (made.name, made.ended_at is None) == ("收到", False)


@pytest.mark.parametrize("use", ["%00", "luck"])
def test_another_use_is_none(client, cast, monday, use):
    written(cast, monday)
    client.force_login(cast.zhao)
    assert "已受理" in client.get(f"/texts/?use={use}").content.decode()


def test_a_fault_is_shown_beside_the_text_and_keeps_what_was_typed(client, cast):
    client.force_login(cast.zhao)
    answer = client.post("/texts/", {**REPLY, "unit": STREET, "text": "{姓名}您好"})
    assert answer.status_code == 422
    assert "text" in answer.context["form"].errors
    assert "{姓名}您好" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "page", "posted", "one"),
    [
        ("li", 200, 403, 403),
        ("chen", 200, 403, 403),
        ("qian", 200, 403, 404),
        ("lin", 200, 302, 404),
        ("liu", 200, 403, 404),
        ("zhou", 404, 404, 404),
        ("sysadmin", 404, 404, 404),
        ("auditor", 404, 404, 404),
    ],
)
def test_others_read_what_they_are_offered_and_change_nothing(
    client, cast, monday, who, page, posted, one
):
    made = written(cast, monday)
    client.force_login(getattr(cast, who))
    assert client.get("/texts/").status_code == page
    mine = {"unit": KEEPERS.get(who, STREET)}
    assert client.post("/texts/", {**REPLY, **mine}).status_code == posted
    for path in (f"/texts/{made.pk}/", f"/texts/{made.pk}/end/"):
        assert client.post(path, REPLY).status_code == one
    assert StandardText.objects.in_use().filter(pk=made.pk, name="已受理").exists()


def test_a_stranger_is_sent_to_sign_in(client, cast):
    assert client.get("/texts/").headers["Location"].startswith("/signin/")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_reads_as_little_for_three_texts_as_for_one(
    client, cast, monday, django_assert_num_queries, rows
):
    for number in range(rows):
        written(cast, monday, name=f"文本{number}")
    client.force_login(cast.li)
    client.get("/texts/")
    with django_assert_num_queries(5):
        answer = client.get("/texts/")
    assert len(answer.context["page"]) == rows


def test_what_somebody_has_changed_or_ended_meanwhile_is_not_changed_over(cast, monday):
    made = written(cast, monday)
    seen = StandardText.objects.get(pk=made.pk)
    later = monday + timedelta(minutes=1)
    change_text(made, **{**REPLY, "text": "收到。"}, by=cast.sun, at=later)
    with pytest.raises(TextRefused):
        change_text(seen, **{**REPLY, "text": "已收到。"}, by=cast.zhao, at=later)
    seen.refresh_from_db()
    ended = StandardText.objects.get(pk=made.pk)
    end_text(ended, by=cast.zhao, at=later)
    with pytest.raises(TextRefused):
        change_text(seen, **{**REPLY, "text": "已收到。"}, by=cast.sun, at=later)
    seen.refresh_from_db()
    assert (seen.text, seen.ended_at) == ("收到。", later)
