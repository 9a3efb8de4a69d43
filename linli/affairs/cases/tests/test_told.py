"""Who of the staff is told what of a case, and who is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case
from linli.affairs.cases.tests.stages import accepted, dispatched, in_progress, reported
from linli.affairs.cases.tests.table import deferred, waiting, withdrawn, withdrawn_for_her
from linli.affairs.cases.tests.test_pages import address, sign_in
from linli.ground.notices import channels
from linli.ground.notices.actions import set_preference
from linli.ground.notices.models import Message, Notification
from linli.matters.actions import comment, mark_deadlines
from linli.matters.engine import NotAllowed, TooLate, submit
from linli.matters.models import Comment, Urgency
from linli.matters.tests.invariants import check

HOUR = timedelta(hours=1)
NIGHT = timedelta(hours=14)  # after nine in the morning
DEPARTMENT = "990101-CG"
NOT_I = {"note": "我没有说过"}


@pytest.fixture
def asked(cast, monday):
    """Liu's department is asked to do its part in a case that Li has in hand."""
    case = in_progress(cast, monday)
    unit = cast.units[DEPARTMENT]
    return actions.ask_unit(case, unit=unit, note="查线路", by=cast.li, at=monday + HOUR)


def told(code: str) -> list[str]:
    """The members of the staff who were told this, by name."""
    found = Notification.objects.filter(code=code, user__isnull=False)
    return sorted(found.values_list("user__username", flat=True))


def test_each_step_is_told_to_the_unit_whose_turn_it_is(cast, monday, deliver_all):
    case = dispatched(cast, monday)
    actions.request_return(case, note="不归我们", by=cast.li, at=monday + HOUR)
    deliver_all()
    assert told("cases.to_triage") == told("cases.to_judge") == ["zhao"]
    assert told("cases.to_handle") == ["li"]
    for name in ("wang", "liu", "qian", "he"):
        assert not Notification.objects.to(getattr(cast, name)).exists(), name


def test_who_asked_to_give_a_case_back_hears_that_they_may(cast, monday, deliver_all):
    case = dispatched(cast, monday)
    actions.request_return(case, note="不归我们", by=cast.li, at=monday + HOUR)
    actions.grant_return(case, by=cast.zhao, at=monday + 2 * HOUR)
    deliver_all()
    assert told("cases.let_go") == ["li"]


def test_a_unit_that_is_released_hears_of_it(cast, asked, monday, deliver_all):
    part = asked.participations.get()
    actions.release_unit(asked, part=part, note="不用了", by=cast.li, at=monday + 2 * HOUR)
    deliver_all()
    assert told("cases.to_take_part") == told("cases.let_go") == ["liu"]


@pytest.mark.parametrize("by_staff", [False, True])
def test_a_withdrawal_is_told_to_all_who_work_on_it(cast, asked, monday, deliver_all, by_staff):
    at = monday + 2 * HOUR
    if by_staff:
        actions.record_withdrawal(asked, asked_by="phone", note="不用了", by=cast.chen, at=at)
    else:
        actions.withdraw(asked, note="修好了", by=cast.zhou, at=at)
    deliver_all()
    assert (told("cases.withdrawn"), told("cases.let_go")) == (["li"], ["liu"])


def test_a_reporter_hears_that_their_withdrawal_was_noted(cast, monday, deliver_all):
    case = in_progress(cast, monday)
    note = {"asked_by": "phone", "note": "不用了"}
    actions.record_withdrawal(case, **note, by=cast.chen, at=monday + HOUR)
    deliver_all()
    noted = Notification.objects.filter(code="cases.withdrawn_for_you")
    assert [each.resident for each in noted] == [cast.residents["zhou"]]
    assert "撤回" in Message.objects.get(code="cases.withdrawn_for_you").text.open()


def test_who_did_not_wish_it_withdrawn_says_so_and_triage_looks_anew(cast, monday, deliver_all):
    case = withdrawn_for_her(cast, monday)
    case = submit(case, "contest_withdrawal", NOT_I, by=cast.zhou, at=monday + 2 * HOUR)
    deliver_all()
    assert (case.state, case.holder.code, case.closed_at) == ("reported", "990101001", None)
    assert case.deadlines.running().get().name == "triage"
    assert told("cases.contested") == ["zhao"]
    assert Notification.objects.filter(code="cases.open_again").count() == 1
    check(case.pk)


def test_nobody_else_contests_nor_later_nor_what_one_withdrew_oneself(cast, monday):
    case, own = withdrawn_for_her(cast, monday), withdrawn(cast, monday)
    for user in (cast.wu, cast.li, cast.zhao):
        with pytest.raises(NotAllowed):
            submit(case, "contest_withdrawal", NOT_I, by=user, at=monday + 2 * HOUR)
    with pytest.raises(NotAllowed):
        submit(own, "contest_withdrawal", NOT_I, by=cast.zhou, at=monday + 2 * HOUR)
    with pytest.raises(TooLate):
        submit(case, "contest_withdrawal", NOT_I, by=cast.zhou, at=monday + 24 * 17 * HOUR)
    assert Case.objects.get(pk=case.pk).state == "withdrawn"


def test_who_withdraws_it_themselves_needs_no_such_message(cast, monday, deliver_all):
    actions.withdraw(in_progress(cast, monday), note="修好了", by=cast.zhou, at=monday + HOUR)
    deliver_all()
    assert not Notification.objects.filter(code="cases.withdrawn_for_you").exists()


def test_a_unit_whose_case_goes_into_another_hears_of_it_and_when_it_is_back(
    cast, monday, deliver_all
):
    lead, case = dispatched(cast, monday, unit=DEPARTMENT), dispatched(cast, monday)
    actions.merge(case, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + HOUR)
    deliver_all()
    assert told("cases.let_go") == ["li"]
    actions.split(Case.objects.get(pk=case.pk), note="不是", by=cast.zhao, at=monday + 2 * HOUR)
    deliver_all()
    assert told("cases.goes_on") == ["li"]


def test_a_report_that_no_unit_has_yet_lets_nobody_go(cast, monday, deliver_all):
    lead, case = dispatched(cast, monday), reported(cast, monday)
    actions.merge(case, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + HOUR)
    deliver_all()
    assert told("cases.let_go") == []


def test_a_word_between_two_units_is_told_to_the_other_alone(cast, asked, monday, deliver_all):
    part = asked.participations.get()
    given = {"audience": Comment.Audience.INTERNAL, "part": part, "at": monday + 2 * HOUR}
    comment(asked, text="什么时候来？", by=cast.li, **given)
    deliver_all()
    assert told("cases.said") == ["liu"]
    comment(asked, text="下午来。", by=cast.liu, **given)
    deliver_all()
    assert told("cases.said") == ["li", "liu"]


def emergency(cast, at) -> Case:
    """A case that triage takes for an emergency, at night."""
    case = reported(cast, at)
    Case.objects.filter(pk=case.pk).update(urgency=Urgency.EMERGENCY)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def by_mail(cast, monkeypatch):
    """Zhao and Li have an e-mail address, and want no messages of new cases."""
    monkeypatch.setitem(channels.CHANNELS, "email", channels.Fake())
    chosen = {"language": "", "channel": "", "few": False, "refused": ["cases.to_triage"]}
    for user in (cast.zhao, cast.li):
        email = f"{user.username}@example.org"
        set_preference(**chosen, email=email, by=user, at=user.created_at)


def test_an_emergency_is_told_at_night_and_to_who_wants_no_such_messages(
    cast, by_mail, monday, deliver_all
):
    emergency(cast, monday + NIGHT)
    deliver_all(monday + NIGHT)
    [message] = Message.objects.filter(code="cases.to_triage")
    assert (message.urgent, message.due_at) == (True, monday + NIGHT)


def test_anything_else_waits_for_the_morning_or_is_refused(cast, by_mail, monday, deliver_all):
    dispatched(cast, monday + NIGHT)
    deliver_all(monday + NIGHT)
    assert not Message.objects.filter(code="cases.to_triage").exists()
    [message] = Message.objects.filter(code="cases.to_handle")
    assert (message.urgent, message.due_at > monday + NIGHT) == (False, True)


def test_the_ladder_of_an_emergency_waits_for_no_morning(cast, by_mail, monday, deliver_all):
    case = dispatched(cast, monday + NIGHT)
    Case.objects.filter(pk=case.pk).update(urgency=Urgency.EMERGENCY)
    at = case.deadlines.get(name="sign").due_at + HOUR
    mark_deadlines(by=cast.system, at=at)
    deliver_all(at)
    assert {each.urgent for each in Message.objects.filter(code="cases.reminded")} == {True}


def test_nobody_of_the_unit_complained_about_is_told_of_it(cast, monday, deliver_all):
    case = accepted(cast, monday, type="complaint", subject_unit=cast.units["990101-CG"])
    actions.dispatch(case, unit=cast.units[DEPARTMENT], note="", by=cast.zhao, at=monday + HOUR)
    actions.request_return(case, note="不归我们", by=cast.liu, at=monday + 2 * HOUR)
    actions.refuse_return(case, note="归你们", by=cast.zhao, at=monday + 3 * HOUR)
    deliver_all()
    assert "liu" not in told("cases.return_refused")


def test_a_case_taken_up_before_its_day_is_told_to_its_unit(cast, monday, deliver_all):
    case = deferred(cast, monday)
    actions.take_up(case, note="提前开工", by=cast.sun, at=monday + 24 * HOUR)
    deliver_all()
    assert told("cases.goes_on") == ["li"]


def test_nothing_goes_on_while_the_reporter_is_waited_for(cast, monday, deliver_all):
    waiting(cast, monday)
    deliver_all()
    assert told("cases.goes_on") == []


def page(client, cast, case: Case, name: str):
    sign_in(client, cast, name)
    return client.get(address(case, "told"))


def test_the_page_says_what_reporters_were_told_and_whether_it_left(
    client, cast, monday, deliver_all
):
    case = dispatched(cast, monday)
    deliver_all()
    Message.objects.filter(code="cases.received").update(state="sent", sent_at=monday)
    Message.objects.filter(code="cases.with_a_unit").update(state="failed")
    shown = page(client, cast, case, "li").text
    assert (shown.count("data-row"), "139****0001" in shown) == (2, True)
    assert ("13900000001" in shown, "已发送" in shown, "桂花里第一网格" in shown) == (0, 1, 1)


def test_of_cases_put_together_all_reporters_are_on_the_page(client, cast, monday, deliver_all):
    lead = dispatched(cast, monday)
    part = reported(cast, monday, reporter=cast.residents["wu"], by=cast.wu)
    actions.merge(part, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + HOUR)
    deliver_all()
    shown = page(client, cast, lead, "li").text
    assert ("139****0001" in shown, "139****0002" in shown) == (True, True)


@pytest.mark.parametrize("name", ["wang", "qian", "liu", "sysadmin"])
def test_whoever_does_not_see_the_case_has_no_such_page(client, cast, monday, name):
    assert page(client, cast, dispatched(cast, monday), name).status_code == 404


def test_nor_has_the_unit_complained_about_or_a_resident(client, cast, monday):
    case = dispatched(cast, monday, unit=DEPARTMENT)
    assert page(client, cast, case, "liu").status_code == 200
    Case.objects.filter(pk=case.pk).update(subject_unit=cast.units[DEPARTMENT])
    assert page(client, cast, case, "liu").status_code == 404
    assert page(client, cast, case, "zhou").status_code == 403
