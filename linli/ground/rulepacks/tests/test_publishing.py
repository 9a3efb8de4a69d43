"""Publishing packs, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from linli.ground.journal.models import Entry
from linli.ground.rulepacks.actions import (
    NotAPackPlace,
    NoteMissing,
    PackInvalid,
    SomebodyWasFaster,
    StartsInThePast,
)
from linli.ground.rulepacks.models import Edition, RulePack
from linli.ground.rulepacks.queries import diff, pack_for

FIVE = "tea:\n  cups: 5\n"
SIX = "tea:\n  cups: 6\n"


def test_a_place_counts_its_own_versions(write):
    assert [write("990101", FIVE).version, write("990101", SIX).version] == [1, 2]
    assert write("990102", SIX).version == 1


def test_a_pack_keeps_who_why_and_when(write, cast, monday):
    pack = write("990101", FIVE, note="  试行五杯  ")
    pack.refresh_from_db()
    assert (pack.author, pack.note, pack.created_at) == (cast.lin, "试行五杯", monday)


def test_publishing_is_in_the_journal_without_the_note(write, cast):
    pack = write("990101", FIVE)
    entry = Entry.objects.about(pack).get()
    assert (entry.event, entry.by) == ("rulepacks.published", cast.lin)
    assert entry.data == {"place_code": "990101", "version": 1, "valid_from": "2026-05-11"}


def test_a_pack_with_faults_is_not_published(write):
    with pytest.raises(PackInvalid) as caught:
        write("990101", "tea:\n  cups: 13\n")
    assert [(fault.key, fault.line) for fault in caught.value.faults] == [("tea.cups", 2)]
    assert not RulePack.objects.exists()


@pytest.mark.parametrize("note", ["", "   "])
def test_a_pack_without_a_reason_is_not_published(write, note):
    with pytest.raises(NoteMissing):
        write("990101", FIVE, note=note)


@pytest.mark.parametrize("code", ["9", "990101001", "abcdef"])
def test_a_street_has_no_pack_of_its_own(write, code):
    with pytest.raises(NotAPackPlace):
        write(code, FIVE)


def test_only_the_first_pack_of_a_place_may_begin_in_the_past(write, monday):
    yesterday = monday.date() - timedelta(days=1)
    assert write("990101", FIVE, yesterday).version == 1
    with pytest.raises(StartsInThePast):
        write("990101", SIX, yesterday)
    assert write("990101", SIX, monday.date()).version == 2


def test_today_is_the_day_of_the_place_not_of_greenwich(write, monday):
    just_after_midnight = monday.replace(day=11, hour=16, minute=30)
    write("990101", FIVE)
    with pytest.raises(StartsInThePast):
        write("990101", SIX, date(2026, 5, 11), at=just_after_midnight)


def test_who_edits_an_old_version_hears_that_somebody_was_faster(write):
    write("990101", FIVE, based_on=0)
    with pytest.raises(SomebodyWasFaster):
        write("990101", SIX, based_on=0)
    assert write("990101", SIX, based_on=1).version == 2


def test_the_diff_is_against_the_pack_in_force_not_the_planned_one(write):
    write("990101", FIVE)
    write("990101", SIX, date(2026, 6, 1))
    assert diff("990101", "tea:\n  cups: 7\n", date(2026, 5, 12)) == [
        "@@ -1,2 +1,2 @@", " tea:", "-  cups: 5", "+  cups: 7",
    ]  # fmt: skip
    assert diff("990102", FIVE, date(2026, 5, 12)) == ["@@ -0,0 +1,2 @@", "+tea:", "+  cups: 5"]
    assert diff("990101", FIVE, date(2026, 5, 12)) == []


@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [RulePack, Edition])
def test_the_database_changes_and_removes_neither_packs_nor_editions(write, model, sql):
    write("990101", FIVE)
    assert pack_for("990101", date(2026, 5, 11)).edition.pk
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql.format(model._meta.db_table))
    assert model.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"place_code": "9"}, {"note": ""}, {"version": 1}])
def test_the_database_refuses_a_pack_that_cannot_be(write, cast, monday, wrong):
    write("990101", FIVE)
    good = {"place_code": "990101", "version": 2, "note": "试行", "valid_from": monday.date(),
            "text": "", "author": cast.lin, "created_at": monday}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        RulePack.objects.create(**good | wrong)
    assert RulePack.objects.create(**good).pk
