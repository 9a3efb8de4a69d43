"""What others did since somebody looked: marks in the list, questions of an open desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.admission.tests.stages import submitted
from linli.affairs.cases.tests.stages import accepted, in_progress, reported
from linli.affairs.supervision.tests.stages import demanded
from linli.affairs.whistle.tests.stages import proposed
from linli.matters.actions import comment
from linli.matters.models import Reading


def inbox(client, user, **filters: str):
    client.force_login(user)
    return client.get("/desk/", filters)


def unread(answer) -> list[str]:
    return [row.title for row in answer.context["page"] if row.unread]


def test_who_opens_the_list_for_the_first_time_has_nothing_to_catch_up_with(client, cast, monday):
    reported(cast, monday)
    assert unread(inbox(client, cast.zhao)) == []
    assert unread(inbox(client, cast.zhao)) == []


def test_what_others_bring_is_marked_until_it_is_opened(client, cast, monday):
    inbox(client, cast.zhao)
    case = reported(cast, monday, text="路灯不亮")
    assert unread(inbox(client, cast.zhao)) == ["路灯不亮"]
    client.get(f"/cases/{case.number}/")
    assert unread(inbox(client, cast.zhao)) == []
    assert unread(inbox(client, cast.li)) == []


def test_a_word_of_somebody_else_marks_a_matter_again_and_ones_own_does_not(client, cast, monday):
    case = reported(cast, monday, text="路灯不亮")
    inbox(client, cast.zhao)
    said = {"text": "已电话联系。", "audience": "internal", "at": monday + timedelta(hours=1)}
    comment(case, **said, by=cast.zhao)
    assert unread(inbox(client, cast.zhao)) == []
    comment(case, **said, by=cast.chen)
    assert unread(inbox(client, cast.zhao)) == ["路灯不亮"]


@pytest.mark.parametrize(
    ("begin", "reader", "path"),
    [
        (proposed, "sun", "/whistles/{}/"),
        (demanded, "li", "/supervision/matters/{}/"),
        (submitted, "lin", "/admission/{}/"),
    ],
)
def test_opening_reads_a_matter_of_any_kind(client, cast, monday, begin, reader, path):
    user = getattr(cast, reader)
    inbox(client, user)
    matter = begin(cast, monday)
    assert matter.title in unread(inbox(client, user))
    client.get(path.format(matter.number))
    assert matter.title not in unread(inbox(client, user))


def test_the_filter_leaves_what_is_not_read(client, cast, monday):
    reported(cast, monday, text="路灯不亮")
    inbox(client, cast.zhao)
    reported(cast, monday, text="井盖松动")
    answer = inbox(client, cast.zhao, show="unread")
    assert [row.title for row in answer.context["page"]] == ["井盖松动"]


def test_all_can_be_marked_as_read_and_so_can_those_ticked(client, cast, monday):
    inbox(client, cast.zhao)
    one, other = reported(cast, monday), reported(cast, monday)
    client.post("/desk/together/", {"mark": [one.number], "move": "read"})
    rows = inbox(client, cast.zhao).context["page"]
    assert [row.number for row in rows if row.unread] == [other.number]
    assert client.post("/desk/read/?show=open")["Location"] == "/desk/?show=open"
    assert unread(inbox(client, cast.zhao)) == []
    assert Reading.objects.get(user=cast.zhao).matter is None


def test_a_page_that_a_phone_keeps_for_later_is_not_read_yet(client, cast, monday):
    inbox(client, cast.zhao)
    case = reported(cast, monday)
    client.get(f"/cases/{case.number}/", headers={"Linli-Ahead": "1"})
    assert len(unread(inbox(client, cast.zhao))) == 1


def test_an_open_list_is_told_how_many_have_changed(client, cast, monday):
    reported(cast, monday)
    mark = inbox(client, cast.zhao).context["mark"]
    assert client.get(f"/desk/news/?since={mark}").content.strip() == b""
    reported(cast, monday), in_progress(cast, monday, place_code="990101001001")
    answer = client.get(f"/desk/news/?since={mark}&state=reported")
    assert answer.context["count"].number == 1
    assert 'hx-get="/desk/?state=reported"' in answer.content.decode()


def test_an_answer_holds_until_something_is_written_in_the_journal(
    client, cast, monday, django_assert_num_queries
):
    reported(cast, monday)
    mark = inbox(client, cast.zhao).context["mark"]
    answer = client.get(f"/desk/news/?since={mark}")
    known = {"If-None-Match": answer["ETag"]}
    with django_assert_num_queries(4):
        assert client.get(f"/desk/news/?since={mark}", headers=known).status_code == 304
    reported(cast, monday)
    assert client.get(f"/desk/news/?since={mark}", headers=known).status_code == 200
    assert "no-store" not in answer["Cache-Control"]


def test_of_another_district_nothing_is_told(client, cast, monday):
    mark = inbox(client, cast.qian).context["mark"]
    reported(cast, monday)
    assert client.get(f"/desk/news/?since={mark}").content.strip() == b""
    assert unread(inbox(client, cast.qian)) == []


def test_the_page_of_a_case_is_told_who_changed_it(client, cast, monday):
    case = accepted(cast, monday)
    client.force_login(cast.zhao)
    mark = client.get(f"/cases/{case.number}/").context["mark"]
    assert client.get(f"/matters/{case.number}/news/?since={mark}").content.strip() == b""
    comment(case, text="已到场", audience="internal", by=cast.chen, at=monday + timedelta(hours=1))
    told = client.get(f"/matters/{case.number}/news/?since={mark}").content.decode()
    assert (cast.chen.name in told, "已到场" in told) == (True, False)
    client.force_login(cast.chen)
    assert client.get(f"/matters/{case.number}/news/?since={mark}").content.strip() == b""


def test_no_resident_is_named_in_what_changed(client, cast, monday):
    case = reported(cast, monday)
    comment(case, text="还在漏", audience="reporter", by=cast.zhou, at=monday)
    client.force_login(cast.zhao)
    told = client.get(f"/matters/{case.number}/news/?since=0").content.decode()
    assert ("居民" in told, "周秀兰" in told) == (True, False)


@pytest.mark.parametrize("path", ["/desk/news/?since=1", "/matters/{number}/news/?since=1"])
def test_residents_and_the_neighbouring_district_ask_in_vain(client, cast, monday, path):
    path = path.format(number=reported(cast, monday).number)
    assert client.get(path).status_code == 302
    client.force_login(cast.zhou)
    assert client.get(path).status_code == 403
    client.force_login(cast.qian)
    assert client.get(path).status_code == (404 if "matters" in path else 200)


def test_only_residents_are_refused_to_mark_all_as_read(client, cast):
    client.force_login(cast.zhou)
    assert client.post("/desk/read/").status_code == 403
    client.force_login(cast.li)
    assert client.get("/desk/read/").status_code == 405
