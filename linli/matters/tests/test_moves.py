"""A move, whatever the kind of matter: who, from where, with what, how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.ground.org.models import Duty
from linli.ground.rulepacks.queries import MissingKey
from linli.matters.actions import NotInYourHands, claim, comment
from linli.matters.engine import (
    InputInvalid,
    NotAllowed,
    SomebodyWasFaster,
    UnknownMove,
    WrongState,
    hand_over,
    moves_for,
    perform,
    submit,
)
from linli.matters.idempotency import KeyReused
from linli.matters.models import Deadline, IdempotencyKey, Matter
from tests.errands import actions
from tests.errands.flow import flow
from tests.errands.models import Errand

LATER = timedelta(hours=1)


def names(matter, user, at) -> list[str]:
    return [move.name for move in moves_for(matter, user, at)]


def events(matter) -> list[str]:
    return [entry.event for entry in Entry.objects.about(matter)]


def as_written(matter: Errand) -> tuple[str, int, list[str], int]:
    """What the database knows: state, version, entries, clocks in motion."""
    row = Matter.objects.get(pk=matter.pk)
    return row.state, row.version, events(matter), row.deadlines.running().count()


def test_a_move_changes_state_version_and_journal(cast, asked, monday):
    actions.start(asked, by=cast.li, at=monday + LATER)
    assert as_written(asked) == ("running", 2, ["errands.ask", "errands.start"], 1)
    assert asked.assignee == cast.li
    entry = Entry.objects.about(asked).last()
    assert (entry.by, entry.at) == (cast.li, monday + LATER)
    due = {"due": int(asked.due_at.timestamp())}
    told = {"source": "asked", "target": "running", "holder": asked.holder_id}
    assert entry.data == told | {"facts": due}


def test_what_each_may_do_depends_on_the_state(cast, asked, monday):
    assert names(asked, cast.li, monday) == ["start"]
    actions.start(asked, by=cast.li, at=monday)
    assert names(asked, cast.li, monday) == [
        "stumble",
        "wait",
        "start_over",
        "ask_help",
        "do_without",
        "ask_time",
    ]
    assert names(asked, cast.chen, monday) == ["finish"]
    assert names(asked, cast.wang, monday) == []


def test_who_handled_it_does_not_finish_it(cast, running, monday):
    with pytest.raises(NotAllowed), transaction.atomic():
        actions.finish(running, by=cast.li, at=monday)
    assert as_written(running)[0] == "running"
    assert actions.finish(running, by=cast.chen, at=monday).closed_at == monday


def test_a_move_from_another_state_is_refused(cast, asked, monday):
    with pytest.raises(WrongState, match="Asked for"), transaction.atomic():
        submit(asked, "finish", {}, by=cast.chen, at=monday)
    assert as_written(asked) == ("asked", 1, ["errands.ask"], 0)


def test_an_unknown_move_is_refused(cast, asked, monday):
    with pytest.raises(UnknownMove, match="fly"):
        submit(asked, "fly", {}, by=cast.li, at=monday)


def test_whoever_looked_at_an_older_version_is_told_so(cast, running, monday):
    with pytest.raises(SomebodyWasFaster):
        submit(running, "stumble", {}, by=cast.li, at=monday, version=1)
    assert submit(running, "stumble", {}, by=cast.li, at=monday, version=2).version == 3


def test_a_move_with_an_older_record_is_refused(cast, running, monday):
    old = Errand.objects.get(pk=running.pk)
    actions.stumble(running, by=cast.li, at=monday)
    with pytest.raises(SomebodyWasFaster), transaction.atomic():
        actions.stumble(old, by=cast.li, at=monday)
    assert as_written(running)[1:3] == (3, ["errands.ask", "errands.start", "errands.stumble"])


def test_whose_duty_has_ended_moves_nothing(cast, asked, monday):
    Duty.objects.filter(user=cast.li).update(valid_to=monday.date())
    with pytest.raises(NotAllowed), transaction.atomic():
        actions.start(asked, by=cast.li, at=monday)
    assert names(asked, cast.li, monday) == []
    assert names(asked, cast.li, monday - timedelta(days=1)) == ["start"]


def test_whose_account_is_closed_moves_nothing(cast, running, monday):
    cast.li.is_active = cast.chen.is_active = False
    assert names(running, cast.li, monday) == names(running, cast.chen, monday) == []


def test_input_that_the_form_refuses_changes_nothing(cast, running, monday):
    with pytest.raises(InputInvalid) as refused:
        submit(running, "wait", {"until": "soon"}, by=cast.li, at=monday)
    assert list(refused.value.errors) == ["until"]
    assert as_written(running)[0] == "running"


def test_a_limit_missing_in_the_rule_pack_stops_the_move_whole(cast, monday, asked):
    lost = actions.ask(what="伞", unit=asked.holder, fetch="", by=cast.zhao, at=monday)
    with pytest.raises(MissingKey, match=r"errands\.fetch"), transaction.atomic():
        actions.start(lost, by=cast.li, at=monday)
    assert as_written(lost) == ("asked", 1, ["errands.ask"], 0)
    assert not lost.holdings.exists()
    assert (lost.state, lost.version) == ("asked", 1)


def test_an_error_in_the_body_undoes_everything(cast, running, monday):
    def fall() -> None:
        comment(running, text="哎呀", audience="internal", by=cast.li, at=monday)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.stumble(running, by=cast.li, at=monday, how=fall)
    assert Errand.objects.get(pk=running.pk).what == "钥匙"
    assert as_written(running) == ("running", 2, ["errands.ask", "errands.start"], 1)
    assert actions.stumble(running, by=cast.li, at=monday).version == 3


def test_the_same_request_twice_is_done_once(cast, running, monday):
    for _ in range(2):
        moved = submit(running, "stumble", {}, by=cast.li, at=monday, version=2, key="a")
        assert moved.version == 3
    assert events(running).count("errands.stumble") == 1
    assert IdempotencyKey.objects.get().matter_id == running.pk


@pytest.mark.parametrize(
    ("name", "data"), [("stumble", {"note": "anders"}), ("wait", {}), ("start", {})]
)
def test_a_key_used_for_another_request_is_refused(cast, running, monday, name, data):
    submit(running, "stumble", {}, by=cast.li, at=monday, key="a")
    with pytest.raises(KeyReused):
        submit(running, name, data, by=cast.li, at=monday, key="a")
    assert as_written(running)[1] == 3


def test_two_users_may_use_the_same_key(cast, running, monday):
    submit(running, "stumble", {}, by=cast.li, at=monday, key="a")
    assert submit(running, "finish", {}, by=cast.chen, at=monday, key="a").state == "done"


def test_a_refused_request_leaves_its_key_free(cast, running, monday):
    with pytest.raises(NotAllowed):
        submit(running, "finish", {}, by=cast.li, at=monday, key="a")
    assert submit(running, "stumble", {}, by=cast.li, at=monday, key="a").version == 3


def test_a_claim_is_not_undone_by_a_move_begun_before_it(cast, running, monday):
    old = Errand.objects.get(pk=running.pk)
    running.holder, other = cast.units["990101001001"], cast.chen
    Matter.objects.filter(pk=running.pk).update(holder=running.holder)
    claim(running, by=other, at=monday)
    with pytest.raises(SomebodyWasFaster), transaction.atomic():
        submit(old, "finish", {}, by=cast.chen, at=monday)
    assert Matter.objects.get(pk=running.pk).assignee == cast.chen


def test_what_left_the_hands_of_a_unit_cannot_be_claimed_in_it(cast, running, monday):
    Matter.objects.filter(pk=running.pk).update(holder=cast.units["990101001001"])
    with pytest.raises(NotInYourHands), transaction.atomic():
        claim(running, by=cast.li, at=monday)
    assert "matters.claim" not in events(running)


def test_a_matter_is_handed_from_one_unit_to_the_next(cast, running, monday):
    community = cast.units["990101001001"]
    hand_over(running, community, at=monday + LATER)
    assert [(h.unit, h.since, h.until) for h in running.holdings.order_by("pk")] == [
        (cast.units["990101001001001"], monday, monday + LATER),
        (community, monday + LATER, None),
    ]


def test_the_chain_of_an_errand_is_whole(cast, running, monday):
    actions.stumble(running, by=cast.li, at=monday)
    actions.finish(running, by=cast.chen, at=monday)
    assert list(broken_links()) == []
    assert not Deadline.objects.running().exists()


@pytest.mark.parametrize(("follows", "clocks"), [("running", 1), ("asked", 0)])
def test_a_move_comes_to_the_state_that_follows_from_what_it_did(
    cast, asked, monday, follows, clocks
):
    move = replace(flow.moves["start"], comes_to=lambda errand: follows)
    perform(flow, move, asked, {"by": cast.li, "at": monday + LATER})
    state, _version, _events, running = as_written(asked)
    assert (state, running) == (follows, clocks)
    assert Entry.objects.about(asked).last().data["target"] == follows
