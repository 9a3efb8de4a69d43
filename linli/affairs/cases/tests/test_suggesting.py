"""What is read in the words of a report, and what is kept of it and of what people decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from linli.affairs.cases import actions, alike
from linli.affairs.cases.alike import merge_candidates
from linli.affairs.cases.models import Case, Category, Decided, Said, Suggested
from linli.affairs.cases.suggesting import reading, said
from linli.affairs.cases.suggesting.actions import deciding
from linli.affairs.cases.suggesting.actions.remembering import forget_old, remember_all
from linli.affairs.cases.suggesting.reading import read
from linli.affairs.cases.tests.stages import COMMUNITY, GRID, accepted, dispatched, reported
from linli.affairs.cases.tests.test_pages import address, sign_in
from linli.ground.privacy.actions import end_all

DAY = timedelta(days=1)
LAMP = "三号楼前的路灯不亮了。晚上老人出门容易摔倒。"


def kept(case, what="category") -> Suggested:
    return Suggested.objects.get(case=case, what=what)


def test_the_words_say_what_it_is_about_and_which_of_them_spoke(cast, monday):
    found = read(LAMP, GRID, monday, explain=True)
    best = found.abouts[0]
    assert (best.code, best.name) == ("0305", "城市设施管理")
    assert "路灯不亮" in best.words
    assert (found.filled_in == "0305") == (best.probability >= 0.9)


def test_below_the_confidence_of_the_rule_pack_nothing_is_filled_in(cast, monday):
    found = read("小区里的事情要反映一下，路灯和垃圾", GRID, monday)
    assert found.abouts[0].probability < 0.9
    assert (found.sure, found.filled_in) == (False, "")


@pytest.mark.parametrize(
    ("limits", "chance"),
    [((0.5, 0.7), "很可能"), ((0.5, 0.99), "可能"), ((0.98, 0.99), "也许")],
)
def test_how_likely_it_is_is_told_in_words_as_the_rule_pack_has_them(
    cast, monday, monkeypatch, limits, chance
):
    likely, very_likely = limits
    rules = reading.rules_at(GRID, monday)
    told = rules.model_copy(update={"likely": likely, "very_likely": very_likely})
    monkeypatch.setattr(reading, "rules_at", lambda *_asked: told)
    assert str(read(LAMP, GRID, monday).abouts[0].chance) == chance


def test_what_is_less_likely_than_the_rule_pack_asks_is_not_offered(cast, monday, monkeypatch):
    shown = reading.rules_at(GRID, monday).model_copy(update={"shown": 0.99})
    monkeypatch.setattr(reading, "rules_at", lambda *_asked: shown)
    assert read(LAMP, GRID, monday).abouts == []


def test_where_no_word_speaks_nothing_is_suggested(cast, monday):
    assert read("啊啊啊啊啊啊", GRID, monday).abouts == []


def test_a_category_that_is_not_in_use_is_not_suggested(cast, monday):
    Category.objects.filter(code="0305").update(retired_on=monday)
    assert "0305" not in [about.code for about in read(LAMP, GRID, monday).abouts]


def test_a_place_that_is_named_is_suggested_with_its_words(cast, monday):
    found = read("青梧街道桂花里社区的路灯不亮了", "", monday).where
    assert (found.code, found.words, found.sure) == (COMMUNITY, ("青梧街道", "桂花里社区"), True)


def test_a_place_that_is_known_already_is_not_suggested(cast, monday):
    assert read("桂花里社区的路灯不亮了", GRID, monday).where is None


def test_what_is_suggested_for_a_report_is_kept_with_its_model(cast, monday, deliver_all):
    case = reported(cast, monday, category=None)
    deliver_all()
    row = kept(case)
    assert (row.offered[0], row.version[:8], row.at) == ("0305", "lexicon-", monday)
    assert not row.decisions.exists()


def test_what_the_reporter_chose_is_kept_as_their_decision(cast, monday, deliver_all):
    case = reported(cast, monday)
    deliver_all()
    (row,) = kept(case).decisions.all()
    assert (row.stage, row.code, row.by) == ("report", "0303", cast.zhou)


def test_what_triage_decides_is_kept_with_its_rank(cast, monday):
    case = reported(cast, monday, category=None)
    given = {"type": "help", "urgency": "ordinary", "place": case.place, "by": cast.zhao}
    actions.accept(case, category=Category.objects.get(code="030501"), **given, at=monday)
    (row,) = kept(case).decisions.all()
    assert (row.stage, row.code, row.rank, row.by) == ("triage", "030501", 1, cast.zhao)


def test_a_decision_for_something_else_has_no_rank(cast, monday):
    case = reported(cast, monday, category=None)
    given = {"type": "help", "urgency": "ordinary", "place": case.place, "by": cast.zhao}
    actions.accept(case, category=Category.objects.get(code="0903"), **given, at=monday)
    assert kept(case).decisions.get().rank == 0


def test_merging_and_dispatching_say_whether_it_was_the_same(cast, monday, deliver_all):
    lead = reported(cast, monday - DAY, reporter=cast.residents["wu"], by=cast.wu)
    deliver_all()
    one, other = accepted(cast, monday), accepted(cast, monday)
    actions.merge(one, lead=lead, note="同一盏灯", by=cast.zhao, at=monday + DAY)
    actions.dispatch(other, unit=cast.units[GRID], by=cast.zhao, at=monday + DAY)
    decided = Decided.objects.filter(suggested__what="same").order_by("pk")
    assert [(row.code, row.rank) for row in decided] == [(str(lead.pk), 1), ("", 0)]


@pytest.mark.parametrize("change", [{"sure": True}, None])
def test_what_is_kept_is_never_changed_or_removed(cast, monday, deliver_all, change):
    case = reported(cast, monday)
    deliver_all()
    rows = Suggested.objects.filter(case=case)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(**change) if change else rows.delete()


def test_no_word_of_the_report_is_kept(cast, monday, deliver_all):
    case = dispatched(cast, monday, text=f"{LAMP}电话13812345678")
    deliver_all()
    with connection.cursor() as cursor:
        for table in ("cases_suggested", "cases_decided", "cases_said"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            written = cursor.fetchone()[0]
            assert str(case.pk) in written or table == "cases_decided"
            assert "路灯" not in written
            assert "1381234" not in written


def test_another_process_reads_the_same_from_the_table(cast, monday, deliver_all):
    wus = reported(cast, monday - DAY, reporter=None)
    deliver_all()
    zhous = reported(cast, monday)
    before = merge_candidates(zhous, cast.zhao, monday)
    said.begin_anew()
    assert merge_candidates(zhous, cast.zhao, monday) == before
    assert [each.case for each in before] == [wus]


def test_what_is_new_is_found_by_a_process_that_has_read_the_table(cast, monday, deliver_all):
    zhous = reported(cast, monday)
    assert merge_candidates(zhous, cast.zhao, monday) == []
    wus = reported(cast, monday, reporter=None)
    deliver_all()
    assert [each.case for each in merge_candidates(zhous, cast.zhao, monday)] == [wus]


def test_so_many_cases_are_offered_as_the_rule_pack_lets_it(cast, monday, deliver_all, monkeypatch):
    fewer = reading.rules_at(GRID, monday).model_copy(update={"same_most": 2})
    for module in (alike, deciding):
        monkeypatch.setattr(module, "rules_at", lambda *_asked: fewer)
    for _times in range(3):
        reported(cast, monday - DAY, reporter=None)
    deliver_all()
    case = reported(cast, monday)
    deliver_all()
    assert len(merge_candidates(case, cast.zhao, monday)) == 2
    assert len(kept(case, "same").offered) == 2


def test_what_was_written_before_a_backup_came_back_is_read_once(cast, monday, deliver_all):
    wus = reported(cast, monday - DAY, reporter=None)
    deliver_all()
    Said.objects.update(changed_in=2**40)
    said.begin_anew()
    zhous = reported(cast, monday)
    assert [each.case for each in merge_candidates(zhous, cast.zhao, monday)] == [wus]
    assert said._kept[0].seen == {}


def test_a_sealed_case_leaves_the_index_and_comes_back(cast, monday, deliver_all):
    case = reported(cast, monday)
    note = {"note": "法院要求", "by": cast.sun}
    actions.decline(case, reason_code="concluded", note="已办结", by=cast.zhao, at=monday)
    actions.seal(case, **note, at=monday)
    deliver_all()
    assert not Said.objects.get(case=case).row
    actions.unseal(Case.objects.get(pk=case.pk), **note, at=monday)
    deliver_all()
    assert Said.objects.get(case=case).row


def test_a_case_whose_time_is_over_leaves_the_index(cast, monday, deliver_all):
    case = reported(cast, monday)
    actions.decline(case, reason_code="concluded", note="已办结", by=cast.zhao, at=monday)
    deliver_all()
    end_all(by=cast.system, at=monday + 4 * 365 * DAY)
    assert not Said.objects.get(case=case).row


def test_what_has_ended_and_is_old_leaves_the_index(cast, monday, deliver_all):
    ended, open_ = reported(cast, monday), reported(cast, monday)
    actions.decline(ended, reason_code="concluded", note="已办结", by=cast.zhao, at=monday)
    deliver_all()
    assert forget_old(by=cast.system, at=monday + 59 * DAY) == 0
    assert forget_old(by=cast.system, at=monday + 61 * DAY) == 1
    assert [bool(Said.objects.get(case=each).row) for each in (ended, open_)] == [False, True]


def test_the_index_can_be_made_anew_from_the_cases(cast, monday):
    reported(cast, monday), reported(cast, monday)
    assert remember_all() == 2
    assert Said.objects.count() == 2


def test_triage_sees_what_was_read_and_accepts_it_by_one_button(client, cast, monday):
    case = reported(cast, monday, category=None)
    sign_in(client, cast, "zhao")
    shown = client.get(address(case)).text
    assert 'id="for-triage"' in shown
    assert 'name="category" value="0305"' in shown
    assert "路灯不亮" in shown
    given = {"type": "help", "category": "0305", "urgency": "ordinary", "place": case.place_id}
    client.post(address(case, "moves", "accept"), given | {"version": case.version})
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.category_id) == ("accepted", "0305")


@pytest.mark.parametrize("name", ["li", "chen", "sun", "qian"])
def test_who_does_not_triage_is_suggested_nothing(client, cast, monday, name):
    case = reported(cast, monday, category=None)
    sign_in(client, cast, name)
    assert 'id="for-triage"' not in client.get(address(case)).text


def test_what_is_typed_is_read_while_it_is_typed(client, cast, monday):
    sign_in(client, cast, "chen")
    shown = client.post("/cases/understood/", {"text": LAMP, "place": GRID}).text
    assert 'name="guess" value="0305"' in shown
    assert "路灯不亮" in shown


@pytest.mark.parametrize(
    ("name", "status"), [("zhou", 403), ("liu", 403), ("auditor", 403), ("li", 200), ("qian", 200)]
)
def test_who_records_for_others_has_their_words_read(client, cast, name, status):
    sign_in(client, cast, name)
    assert client.post("/cases/understood/", {"text": LAMP}).status_code == status


def test_a_stranger_has_nothing_read(client, cast):
    assert client.post("/cases/understood/", {"text": LAMP}).status_code == 302


@pytest.mark.parametrize("place", ["", "x", "\x00", "9" * 30, "440305"])
def test_a_place_that_is_none_is_as_none(client, cast, place):
    sign_in(client, cast, "chen")
    assert client.post("/cases/understood/", {"text": LAMP, "place": place}).status_code == 200
