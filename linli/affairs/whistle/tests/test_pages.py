"""The pages of whistles: who comes in, what they show, what they cost, what they refuse."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.affairs.cases.tests.stages import reported
from linli.affairs.whistle import actions
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import CITY, COMMUNITY, HOUR, MINUTE, WATER, naming
from linli.ground.org.models import Duty
from linli.matters.queries import visible_matters
from linli.matters.tests.photos import photo
from tests.cast import MONDAY, SINCE

SEES = {
    "source": {"chen", "zhao", "sun", "lin"},
    "blown": {"chen", "zhao", "sun", "lin", "liu", "gao"},
    "closed": {"chen", "zhao", "sun", "lin", "liu", "gao"},
}
MAKE = {"source": stages.proposed, "blown": stages.blown, "closed": stages.closed}


@pytest.mark.parametrize("stage", SEES)
def test_page_street_page_and_object_agree_for_everybody(client, cast, stage):
    whistle = MAKE[stage](cast, MONDAY)
    seen, opened, street = set(), set(), set()
    for name, user in cast.everybody().items():
        if visible_matters(user, MONDAY).filter(pk=whistle.pk).exists():
            seen.add(name)
        client.force_login(user)
        for found, page in ((opened, "page"), (street, "now")):
            if client.get(reverse(f"whistle:{page}", args=[whistle.number])).status_code == 200:
                found.add(name)
    assert seen == opened == street == SEES[stage]


def test_a_number_that_is_none_is_not_found(client, cast):
    client.force_login(cast.sun)
    for page in ("page", "now"):
        assert client.get(reverse(f"whistle:{page}", args=["W-none"])).status_code == 404


@pytest.mark.parametrize("stage", SEES)
def test_a_move_of_what_one_may_not_see_is_not_found(client, cast, stage):
    whistle = MAKE[stage](cast, MONDAY)
    address = reverse("whistle:move", args=[whistle.number, "call_off"])
    for name, user in cast.everybody().items():
        client.force_login(user)
        if name not in SEES[stage] and user.is_staff:
            assert client.post(address, {"note": "误报"}).status_code == 404, name
    assert Whistle.objects.get().version == whistle.version


BEGINS = {"li", "wang", "chen", "zhao", "sun", "qian"}


def test_the_form_is_there_for_whoever_may_begin(client, cast):
    for name, user in cast.everybody().items():
        client.force_login(user)
        shown = client.get(reverse("whistle:begin")).status_code
        sent = client.post(reverse("whistle:begin"), {}).status_code
        assert (shown, sent) == ((200, 422) if name in BEGINS else (403, 403)), name


FORM = {"type": "routine", "text": "夜市占道", "place": COMMUNITY}


def test_a_community_proposes_and_the_street_prepares_on_the_same_page(client, cast):
    for user, state in ((cast.chen, "source"), (cast.sun, "reviewed")):
        client.force_login(user)
        answer = client.post(reverse("whistle:begin"), FORM)
        whistle = Whistle.objects.latest("pk")
        assert (whistle.state, whistle.created_by) == (state, user)
        assert answer.headers["Location"] == reverse("whistle:page", args=[whistle.number])


def test_the_neighbour_begins_none_here(client, cast):
    client.force_login(cast.qian)
    answer = client.post(reverse("whistle:begin"), FORM)
    assert (answer.status_code, Whistle.objects.count()) == (422, 0)
    assert "place" in answer.context["form"].errors


AT_ONCE = FORM | {"type": "emergency", "step": "blow", "units": [CITY, WATER], "note": "到场"}


def test_an_emergency_is_blown_at_once_and_leads_to_the_page_for_the_street(client, cast):
    client.force_login(cast.zhao)
    answer = client.post(reverse("whistle:begin"), AT_ONCE)
    whistle = Whistle.objects.get()
    assert (whistle.state, whistle.participations.count()) == ("blown", 2)
    assert answer.headers["Location"] == reverse("whistle:now", args=[whistle.number])


@pytest.mark.parametrize(
    ("who", "changed", "field"),
    [
        ("zhao", {"type": "hard"}, "type"),  # the director's and the secretary's alone
        ("zhao", {"type": "routine"}, "type"),
        ("sun", {"units": []}, "units"),
        ("sun", {"note": " "}, "note"),
        ("sun", {"units": ["990101001"]}, "units"),  # a street is no department
        ("sun", {"cases": "none"}, "cases"),
        ("sun", {"text": ""}, "text"),
    ],
)
def test_what_cannot_be_blown_says_why_at_its_field(client, cast, who, changed, field):
    client.force_login(getattr(cast, who))
    answer = client.post(reverse("whistle:begin"), AT_ONCE | changed)
    assert (answer.status_code, Whistle.objects.count()) == (422, 0)
    assert field in answer.context["form"].errors


def test_a_case_behind_it_shows_the_whistle_and_the_whistle_the_case(client, cast):
    case = reported(cast, MONDAY)
    client.force_login(cast.chen)
    client.post(reverse("whistle:begin"), FORM | {"cases": case.number})
    whistle = Whistle.objects.get()
    assert case.number in client.get(reverse("whistle:page", args=[whistle.number])).text
    assert whistle.number in client.get(reverse("cases:page", args=[case.number])).text


def test_one_tap_signs_another_arrives_and_both_come_back_to_the_street(client, cast):
    whistle = stages.blown(cast, timezone.now() - 5 * MINUTE)
    client.force_login(cast.liu)
    street = reverse("whistle:now", args=[whistle.number])
    for move, more in (("sign", {}), ("report_in", {"part": CITY, "presence": "officer"})):
        address = reverse("whistle:move", args=[whistle.number, move])
        assert client.post(address, {"back": "now"} | more).headers["Location"] == street
    part = naming(whistle, CITY)
    assert (part.signed_by, part.presence, part.arrived_at is None) == (cast.liu, "officer", False)
    assert (naming(whistle, WATER).signed_at, client.get(street).context["here"]) == (None, 1)


def test_the_own_department_stands_first_on_the_page_for_the_street(client, cast):
    whistle = stages.blown(cast, MONDAY)
    for user, code in ((cast.liu, CITY), (cast.gao, WATER)):
        client.force_login(user)
        shown = client.get(reverse("whistle:now", args=[whistle.number]))
        assert shown.context["lines"][0].naming.part.unit.code == code


def test_a_department_taps_for_itself_alone(client, cast):
    whistle = stages.blown(cast, timezone.now() - 5 * MINUTE)
    client.force_login(cast.gao)
    address = reverse("whistle:move", args=[whistle.number, "report_in"])
    answer = client.post(address, {"part": CITY, "presence": "officer"})
    assert (answer.status_code, naming(whistle, CITY).arrived_at) == (422, None)


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [
        ("chen", "blow_again", 403),
        ("sun", "blow_again", 409),
        ("liu", "call_off", 403),
        ("sun", "call_off", 422),
        ("sun", "nothing", 404),
    ],
)
def test_a_move_that_cannot_be_made_says_so_and_changes_nothing(client, cast, who, move, status):
    whistle = stages.blown(cast, MONDAY)
    client.force_login(getattr(cast, who))
    answer = client.post(reverse("whistle:move", args=[whistle.number, move]), {})
    assert answer.status_code == status
    assert Whistle.objects.get().version == whistle.version


def test_who_looked_at_an_older_version_is_shown_the_fresh_page(client, cast):
    whistle = stages.blown(cast, MONDAY)
    client.force_login(cast.sun)
    sent = {"note": "误报", "version": whistle.version - 1}
    answer = client.post(reverse("whistle:move", args=[whistle.number, "call_off"]), sent)
    assert (answer.status_code, Whistle.objects.get().state) == (409, "blown")


QUERIES = {"list": 6, "ended": 6}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("show", QUERIES)
def test_a_list_costs_the_same_with_one_row_and_with_three(
    client, cast, django_assert_num_queries, show, rows
):
    for _ in range(rows):
        (stages.closed if show == "ended" else stages.blown)(cast, MONDAY)
    client.force_login(cast.sun)
    address = reverse("whistle:list") + f"?show={show}"
    client.get(address)
    with django_assert_num_queries(QUERIES[show]):
        shown = client.get(address)
    assert len(shown.context["page"].object_list) == rows


def test_emergencies_stand_first_then_what_is_due_first_of_any_department(client, cast):
    at = timezone.now() - HOUR
    proposed = stages.proposed(cast, at)  # its clock ends in two working days
    called = stages.blown(cast, at)  # to be signed within the hour
    urgent = stages.blown(cast, at, type="emergency")
    client.force_login(cast.sun)
    listed = client.get(reverse("whistle:list")).context["page"].object_list
    assert list(listed) == [urgent, called, proposed]
    first = naming(called, CITY).part.deadlines.order_by("due_at").first()
    assert (listed[1].next_due, listed[1].next_warn) == (first.due_at, first.warn_at)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_for_the_street_costs_the_same_for_one_department_and_for_three(
    client, cast, django_assert_num_queries, rows
):
    whistle = stages.blown(cast, MONDAY, units=(CITY, WATER, "990101-ZJ")[:rows])
    client.force_login(cast.sun)
    address = reverse("whistle:now", args=[whistle.number])
    client.get(address)
    with django_assert_num_queries(7):
        assert len(client.get(address).context["lines"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "often"), [("sun", 14), ("liu", 13)])
def test_a_page_asks_the_same_for_one_department_and_for_three(
    client, cast, django_assert_num_queries, who, often, rows
):
    whistle = stages.blown(cast, MONDAY, units=(CITY, WATER, "990101-ZJ")[:rows])
    client.force_login(getattr(cast, who))
    address = reverse("whistle:page", args=[whistle.number])
    client.get(address)
    with django_assert_num_queries(often):
        assert len(client.get(address).context["lines"]) == rows


def test_the_figures_are_there_for_whoever_sees_an_area(client, cast):
    stages.closed(cast, timezone.now() - HOUR)
    shown = {}
    for name, user in cast.everybody().items():
        client.force_login(user)
        answer = client.get(reverse("whistle:figures"))
        if answer.status_code == 200:
            shown[name] = (answer.context["area"].code, answer.context["returned"].whistles)
        else:
            assert answer.status_code == 403, name
    street, district = ("990101001", 1), ("990101", 1)
    assert {name: shown[name] for name in ("zhao", "sun", "lin")} == {
        "zhao": street,
        "sun": street,
        "lin": district,
    }
    assert shown["qian"] == ("990102001001", 0)
    assert not {"zhou", "liu", "gao", "sysadmin"} & set(shown)


def test_a_department_objects_and_the_district_decides_on_the_page(client, cast):
    now = timezone.now()
    whistle = stages.blown(cast, now - 5 * MINUTE)
    words = {"object": {"ground": "not_ours", "text": "无关"}, "overrule": {"note": "归你们"}}
    for user, move in ((cast.gao, "object"), (cast.lin, "overrule")):
        client.force_login(user)
        page = client.get(reverse("whistle:page", args=[whistle.number]) + f"?move={move}")
        assert page.status_code == 200
        answer = client.post(reverse("whistle:move", args=[whistle.number, move]), words[move])
        assert answer.status_code == 302
    assert naming(whistle, WATER).part.objection.upheld is False


def test_a_duty_that_has_ended_opens_no_page_any_more(client, cast):
    whistle = stages.blown(cast, MONDAY)
    Duty.objects.filter(user=cast.liu).update(valid_to=SINCE)
    client.force_login(cast.liu)
    assert client.get(reverse("whistle:page", args=[whistle.number])).status_code == 404


def test_the_whole_record_shows_both_ratings(client, cast):
    whistle = stages.closed(cast, MONDAY)
    given = {"part": naming(whistle, CITY), "need": 5, "clarity": 2, "note": "写清楚些"}
    actions.rate_whistle(whistle, **given, by=cast.liu, at=MONDAY + HOUR)
    client.force_login(cast.sun)
    shown = client.get(reverse("whistle:page", args=[whistle.number]))
    assert "写清楚些" in shown.text
    assert [rating.clarity for rating in shown.context["ratings"]] == [2]


def test_who_came_is_corrected_and_what_one_tap_said_stays(client, cast):
    whistle = stages.signed(cast, timezone.now() - HOUR)
    client.force_login(cast.liu)
    tap = {"part": CITY, "presence": "officer", "back": "now"}
    client.post(reverse("whistle:move", args=[whistle.number, "report_in"]), tap)
    words = {"presence": "head", "post": "局长", "note": "点错了"}
    correct = reverse("whistle:move", args=[whistle.number, "correct_attendance"])
    answer = client.post(correct, words)
    assert answer.status_code == 302
    page = client.get(reverse("whistle:page", args=[whistle.number])).text
    assert all(each in page for each in ("工作人员", "主要负责人", "局长", "点错了"))
    now = client.get(reverse("whistle:now", args=[whistle.number])).text
    assert ("工作人员" in now, "局长" in now) == (False, True)


def test_no_resident_reads_what_is_said_about_a_whistle(client, cast):
    whistle = stages.blown(cast, MONDAY)
    client.force_login(cast.sun)
    page = client.get(reverse("whistle:page", args=[whistle.number]))
    assert list(page.context["comment_form"].fields) == ["text"]
    said = {"text": "等水务局回话", "audience": "reporter"}
    client.post(reverse("matters:comment", args=[whistle.number]), said)
    assert whistle.comments.get().audience == "internal"


@pytest.mark.parametrize("sent", ["9" * 5_000, "x", "²", ""])
def test_a_number_that_is_none_is_an_error_of_whoever_sent_it(client, cast, sent):
    whistle = stages.blown(cast, MONDAY)
    client.force_login(cast.liu)
    news = client.get(reverse("matters:news", args=[whistle.number]), {"since": sent})
    sign = reverse("whistle:move", args=[whistle.number, "sign"])
    assert (news.status_code, client.post(sign, {"version": sent}).status_code) == (400, 409)


def test_photos_are_no_fault_where_something_else_is_missing(client, cast):
    whistle = stages.reported_in(cast, MONDAY)
    client.force_login(cast.liu)
    finish = reverse("whistle:move", args=[whistle.number, "finish"])
    refused = client.post(finish, {"text": "已办结", "photos": photo()})
    [form] = [each.form for each in refused.context["offers"] if each.form]
    assert (refused.status_code, list(form.errors)) == (422, ["outcome"])
    taken = client.post(finish, {"text": "已办结", "outcome": "solved", "photos": photo()})
    assert (taken.status_code, whistle.attachments.count()) == (302, 1)
