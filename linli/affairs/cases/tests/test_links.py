"""Links between cases: who makes and ends them, and who reads of which."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.affairs.cases import actions
from linli.affairs.cases.actions.archiving import archive_cases
from linli.affairs.cases.actions.linking import LinkRefused, NoSuchCase, end_link, link
from linli.affairs.cases.links import links_of
from linli.affairs.cases.models import Case, Link
from linli.affairs.cases.tests.stages import closed, dispatched, reported
from linli.ground.journal.models import Entry
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty
from linli.matters.engine import NotAllowed
from tests.cast import SINCE

HOUR = timedelta(hours=1)
ELSEWHERE = "990101002001"
"""A community of the neighbouring street."""


@pytest.fixture
def lamp(cast, monday) -> Case:
    """Li has it in hand."""
    return dispatched(cast, monday)


@pytest.fixture
def cable(cast, monday) -> Case:
    """In the same street, with nobody yet; its text names somebody."""
    return reported(cast, monday, text="电缆被挖断了,联系人王建国,电话13812345678。")


def linked(cast, case, other, at, kind="follows", by="zhao") -> Link:
    given = {"other": other.number, "kind": kind, "reason": "挖断电缆,问王建国13812345678"}
    return link(case, **given, by=getattr(cast, by), at=at)


def kinds(case, user, at) -> list[tuple[str, str]]:
    return [(each.kind, each.other.number) for each in links_of(case, user, at)]


def told(case) -> list[tuple[str, dict]]:
    entries = Entry.objects.about(case).filter(event__in=("cases.link", "cases.end_link"))
    return [(each.event, each.data) for each in entries]


def test_both_cases_show_a_link_each_in_its_own_words(cast, lamp, cable, monday):
    linked(cast, lamp, cable, monday)
    assert kinds(lamp, cast.zhao, monday) == [("follows", cable.number)]
    assert kinds(cable, cast.zhao, monday) == [("followed_by", lamp.number)]
    linked(cast, cable, lamp, monday, kind="same_cause")
    assert kinds(lamp, cast.zhao, monday)[1:] == [("same_cause", cable.number)]
    assert kinds(cable, cast.zhao, monday)[1:] == [("same_cause", lamp.number)]


def test_an_ended_link_is_kept_and_told_in_both_journals_without_words(cast, lamp, cable, monday):
    made = linked(cast, lamp, cable, monday)
    for _twice in range(2):
        end_link(cable, link=made, by=cast.zhao, at=monday + HOUR)
    assert (kinds(lamp, cast.zhao, monday), kinds(cable, cast.zhao, monday)) == ([], [])
    kept = Link.objects.get()
    assert (kept.by, kept.at) == (cast.zhao, monday)
    assert (kept.ended_by, kept.ended_at) == (cast.zhao, monday + HOUR)
    expected = [
        ("cases.link", {"link": made.pk, "kind": "follows"}),
        ("cases.end_link", {"link": made.pk}),
    ]
    assert (told(lamp), told(cable)) == (expected, expected)
    assert linked(cast, lamp, cable, monday + 2 * HOUR).pk != made.pk


def test_who_dispatches_or_holds_links_and_nobody_else(cast, lamp, cable, monday):
    linking = set()
    for name, user in cast.everybody().items():
        try:
            end_link(lamp, link=linked(cast, lamp, cable, monday, by=name), by=user, at=monday)
        except NotAllowed:
            continue
        linking.add(name)
    assert linking == {"li", "zhao", "lin"}


def test_what_somebody_cannot_see_is_as_if_it_did_not_exist(cast, lamp, monday):
    far, sealed = reported(cast, monday, place_code=ELSEWHERE), closed(cast, monday)
    actions.seal(sealed, note="涉及未成年人", by=cast.sun, at=monday + HOUR)
    said = set()
    for number in (far.number, sealed.number, "261122-0000000"):
        with pytest.raises(NoSuchCase) as refused:
            link(lamp, other=number, kind="see_also", reason="-", by=cast.zhao, at=monday)
        said.add(str(refused.value))
    assert len(said) == 1
    assert not Link.objects.exists()


def test_a_link_is_shown_only_to_whoever_sees_the_other_case(cast, lamp, monday):
    far, ended = reported(cast, monday, place_code=ELSEWHERE), closed(cast, monday)
    linked(cast, lamp, far, monday, by="lin")
    made = linked(cast, lamp, ended, monday)
    both = [("follows", far.number), ("follows", ended.number)]
    assert kinds(lamp, cast.lin, monday) == both
    assert kinds(lamp, cast.zhao, monday) == both[1:]
    actions.seal(ended, note="涉及未成年人", by=cast.sun, at=monday + HOUR)
    assert kinds(lamp, cast.zhao, monday + HOUR) == []
    with pytest.raises(NotAllowed):
        end_link(lamp, link=made, by=cast.zhao, at=monday + HOUR)


def test_nothing_is_linked_with_itself_or_twice(cast, lamp, cable, monday):
    linked(cast, lamp, cable, monday)
    for case, other in ((lamp, lamp), (lamp, cable), (cable, lamp)):
        with pytest.raises(LinkRefused):
            linked(cast, case, other, monday)
    assert Link.objects.count() == 1


def test_the_unit_complained_about_neither_links_nor_ends(cast, lamp, monday):
    street = cast.units["990101001"]
    accused = reported(cast, monday, type="complaint", subject_unit=street)
    for case, other in ((lamp, accused), (accused, lamp)):
        with pytest.raises(NotAllowed):
            linked(cast, case, other, monday)
    made = linked(cast, lamp, accused, monday, by="lin")
    for case in (lamp, accused):
        with pytest.raises(NotAllowed):
            end_link(case, link=made, by=cast.zhao, at=monday)


def test_the_reason_ends_with_either_case(cast, lamp, monday):
    ended = closed(cast, monday)
    linked(cast, lamp, ended, monday)
    archive_cases([ended], by=cast.sysadmin, at=monday + HOUR)
    assert Link.objects.get().reason == "—"


def card(client, case) -> str:
    page = client.get(f"/cases/{case.number}/").text
    return page.split('id="links"')[1].split("</section>")[0]


def test_a_link_is_made_and_ended_from_the_page(client, cast, lamp, cable):
    client.force_login(cast.zhao)
    door = f"/cases/{lamp.number}/links/"
    wrong = client.post(door, {"kind": "follows", "other": "1", "reason": "同一处施工"})
    assert (wrong.status_code, "没有您可查看的该编号工单" in wrong.text) == (422, True)
    given = {"kind": "follows", "other": cable.number, "reason": "问王建国,电话13812345678"}
    assert client.post(door, given).headers["Location"] == f"/cases/{lamp.number}/#links"
    there, back = card(client, lamp), card(client, cable)
    assert ("起因于" in there, f"/cases/{cable.number}/" in there) == (True, True)
    assert ("引发" in back, f"/cases/{lamp.number}/" in back) == (True, True)
    assert "电话13812345678" not in there
    made = Link.objects.get()
    assert client.post(f"{door}{made.pk + 1}/end/").status_code == 404
    assert client.post(f"{door}{made.pk}/end/").status_code == 302
    assert f"/cases/{cable.number}/" not in card(client, lamp)


def test_others_have_no_such_doors(client, cast, lamp, cable, monday):
    made = linked(cast, lamp, cable, monday)
    doors = (f"/cases/{lamp.number}/links/", f"/cases/{lamp.number}/links/{made.pk}/end/")
    given = {"kind": "see_also", "other": cable.number, "reason": "同一处施工"}
    refused = [("qian", [404, 404]), ("wang", [404, 404]), ("auditor", [404, 404])]
    refused += [("chen", [403, 403]), ("sun", [403, 403]), ("zhou", [403, 403])]
    for name, expected in refused:
        client.force_login(getattr(cast, name))
        assert [client.post(door, given).status_code for door in doors] == expected
    assert (Link.objects.count(), Link.objects.get().ended_at) == (1, None)


def test_however_many_links_a_page_reads_them_in_two_queries(
    client, cast, lamp, cable, monday, django_assert_num_queries
):
    client.force_login(cast.zhao)
    for other in (cable, reported(cast, monday)):
        linked(cast, lamp, other, monday)
    client.get(f"/cases/{lamp.number}/")
    with django_assert_num_queries(10):
        client.get(f"/cases/{lamp.number}/")


@pytest.mark.parametrize(("name", "queries"), [("accept", 11), ("", 10)])
def test_with_links_and_an_open_form_a_page_reads_little(
    client, cast, cable, lamp, monday, django_assert_num_queries, name, queries
):
    linked(cast, cable, lamp, monday)
    client.force_login(cast.zhao)
    client.get(f"/cases/{cable.number}/", {"move": name})
    with django_assert_num_queries(queries):
        client.get(f"/cases/{cable.number}/", {"move": name})


def test_the_timeline_tells_of_a_link_only_whom_shows_the_other_case(client, cast, cable, monday):
    far = reported(cast, monday, place_code=ELSEWHERE)
    made = link(cable, other=far.number, kind="see_also", reason="同因", by=cast.lin, at=monday)
    end_link(cable, link=made, by=cast.lin, at=monday + HOUR)
    told = {}
    for name in ("lin", "zhao"):
        client.force_login(getattr(cast, name))
        page = client.get(f"/cases/{cable.number}/").context
        told[name] = [item.text for item in page["timeline"] if far.number in item.text]
        told[name] += [item.label for item in page["timeline"] if "关联" in item.label]
    assert told["lin"][:2] == [far.number, far.number]
    assert told["zhao"] == []


def test_the_api_tells_adds_and_ends(cast, lamp, cable, monday):
    far = reported(cast, monday, place_code=ELSEWHERE)
    program, door = program_of(cast, monday), f"/api/v1/cases/{lamp.number}"
    given = {"kind": "follows", "reason": "电话13812345678"}

    def send(**more):
        return program.post(f"{door}/links", given | more, content_type="application/json")

    unknown = send(other=far.number)
    assert (unknown.status_code, unknown.json()["title"]) == (422, "no-such-case")
    made = send(other=cable.number)
    assert made.status_code == 201
    assert (made.json()["other"], made.json()["reason"]) == (cable.number, "电话〔手机号〕")
    assert send(other=cable.number).status_code == 409
    assert program.get(door).json()["links"] == [made.json()]
    back = program.get(f"/api/v1/cases/{cable.number}").json()["links"]
    assert [(each["kind"], each["other"]) for each in back] == [("followed_by", lamp.number)]
    assert program.post(f"{door}/links/0/end").status_code == 404
    assert program.post(f"{door}/links/{made.json()['id']}/end").status_code == 204
    assert program.get(door).json()["links"] == []


def test_the_api_refuses_who_may_only_look(cast, lamp, cable, monday):
    made = linked(cast, lamp, cable, monday)
    program, door = program_of(cast, monday, role="street_director"), f"/api/v1/cases/{lamp.number}"
    given = {"kind": "see_also", "other": cable.number, "reason": "同一处施工"}
    answers = [
        program.post(f"{door}/links", given, content_type="application/json").status_code,
        program.post(f"{door}/links/{made.pk}/end").status_code,
    ]
    assert answers == [403, 403]


def program_of(cast, monday, role="dispatcher") -> Client:
    user = add_user(username="p", name="p", kind="service", by=cast.secadmin, at=monday)
    Duty.objects.create(user=user, unit=cast.units["990101001"], role=role, valid_from=SINCE)
    scopes = ["cases.read", "cases.move"]
    _token, secret = issue_token(
        user=user, label="", scopes=scopes, by=cast.secadmin, at=timezone.now()
    )
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_whoever_held_it_before_no_longer_links(cast, lamp, cable, monday):
    sent = dispatched(cast, monday, unit="990101-CG")
    linked(cast, lamp, sent, monday, by="lin")
    assert kinds(sent, cast.liu, monday) == []  # the lamp is out of the department's sight
    with pytest.raises(NotAllowed):
        linked(cast, sent, cable, monday, by="li")
