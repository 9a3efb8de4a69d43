"""One move for several matters: each by itself, and what became of every one."""

from __future__ import annotations

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import accepted, dispatched, reported
from linli.ground.journal.models import Entry
from linli.matters.models import Matter

COMMUNITY = "990101001001"


def marks(*cases: Case) -> list[str]:
    return [f"{case.number}~{case.version}" for case in cases]


def look(client, user, *cases: Case, **more: str):
    client.force_login(user)
    return client.get("/desk/together/", {"mark": marks(*cases), **more})


def make(client, user, move: str, *cases: Case, **inputs: str):
    client.force_login(user)
    return client.post("/desk/together/", {"mark": marks(*cases), "move": move, **inputs})


def states(*cases: Case) -> list[str]:
    return [Matter.objects.get(pk=case.pk).state for case in cases]


def outcome(answer) -> tuple[list[str], list[str]]:
    summary = answer.context["summary"]
    return [m.number for m in summary.done], [f.matter.number for f in summary.failed]


def test_what_can_be_done_is_offered_with_how_many_it_is_for(client, cast, monday):
    answer = look(client, cast.zhao, accepted(cast, monday), reported(cast, monday))
    offered = {choice.name: choice.count for choice in answer.context["choices"]}
    assert (offered["dispatch"], offered["accept"], offered["claim"]) == (1, 1, 2)


def test_a_move_is_made_for_each_and_what_it_is_not_open_for_stays(client, cast, monday):
    one, two, early = accepted(cast, monday), accepted(cast, monday), reported(cast, monday)
    answer = make(client, cast.zhao, "dispatch", one, early, two, unit=COMMUNITY)
    assert outcome(answer) == ([one.number, two.number], [early.number])
    assert states(one, early, two) == ["dispatched", "reported", "dispatched"]
    assert answer.context["summary"].failed[0].why == ["不能“派单”：该事项目前为“已反映”。"]


def test_each_keeps_its_own_place_where_the_field_is_left_empty(client, cast, monday):
    here, there = reported(cast, monday), reported(cast, monday, place_code="990101001002")
    form = look(client, cast.zhao, here, there, move="accept").context["form"]
    assert (form.fields["place"].required, form.initial["place"]) == (False, "")
    given = {"type": "help", "category": "0303", "urgency": "urgent", "place": ""}
    make(client, cast.zhao, "accept", here, there, **given)
    moved = Case.objects.filter(pk__in=[here.pk, there.pk], urgency="urgent").order_by("pk")
    assert [case.place_id for case in moved] == [here.place_id, there.place_id]


def test_what_somebody_changed_meanwhile_stays_as_it_is(client, cast, monday):
    one, two = accepted(cast, monday), accepted(cast, monday)
    seen = marks(one, two)
    Matter.objects.filter(pk=two.pk).update(version=two.version + 1)
    client.force_login(cast.zhao)
    sent = {"mark": seen, "move": "dispatch", "unit": COMMUNITY}
    assert outcome(client.post("/desk/together/", sent)) == ([one.number], [two.number])


def test_sent_twice_it_is_done_once(client, cast, monday):
    case = accepted(cast, monday)
    client.force_login(cast.zhao)
    sent = {"mark": marks(case), "move": "dispatch", "unit": COMMUNITY, "key": "k"}
    client.post("/desk/together/", sent), client.post("/desk/together/", sent)
    assert Entry.objects.filter(event="cases.dispatch").count() == 1


def test_wrong_input_shows_the_form_again_and_nothing_is_done(client, cast, monday):
    one, two = accepted(cast, monday), accepted(cast, monday)
    answer = make(client, cast.zhao, "dispatch", one, two, unit="nowhere")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["unit"])
    assert states(one, two) == ["accepted", "accepted"]


def test_several_are_taken_on_at_once(client, cast, monday):
    mine, other = dispatched(cast, monday), reported(cast, monday)
    assert outcome(make(client, cast.li, "claim", mine, other)) == ([mine.number], [other.number])
    assert Matter.objects.get(pk=mine.pk).assignee == cast.li


def test_what_is_not_seen_is_not_there(client, cast, monday):
    case = dispatched(cast, monday)
    answer = make(client, cast.qian, "sign", case)
    assert (outcome(answer), states(case)) == (([], []), ["dispatched"])


def test_a_move_of_others_is_refused_for_each(client, cast, monday):
    case = accepted(cast, monday)
    answer = make(client, cast.chen, "dispatch", case, unit=COMMUNITY)
    assert (outcome(answer), states(case)) == (([], [case.number]), ["accepted"])


def test_strangers_and_residents_stay_outside(client, cast):
    assert client.get("/desk/together/").status_code == 302
    client.force_login(cast.zhou)
    assert client.post("/desk/together/", {"move": "sign"}).status_code == 403


def test_more_than_a_list_has_are_refused(client, cast):
    client.force_login(cast.zhao)
    answer = client.get("/desk/together/", {"mark": [str(n) for n in range(51)]})
    assert answer.status_code == 400


def test_the_filters_in_force_stand_above_the_list_and_can_be_taken_away(client, cast, monday):
    client.force_login(cast.zhao)
    reported(cast, monday)
    answer = client.get("/desk/", {"state": "reported", "type": "help", "show": "triage"})
    taken = [each["url"] for each in answer.context["set"]]
    assert taken == ["?type=help&show=triage", "?state=reported&show=triage"]
