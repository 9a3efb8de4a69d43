"""Statements that are composed once for each model write what the ORM would have written."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from linli.ground.statements import at_once, insert

Resident = apps.get_model("people", "Resident")  # above this module
Entry = apps.get_model("journal", "Entry")
Case = apps.get_model("cases", "Case")


def known(number: int, monday) -> models.Model:
    return Resident(
        name="张三",
        phone=f"1390000{number:04d}",
        phone_hash=bytes([number] * 32),
        created_at=monday,
    )


def entry(cast, monday, **given: object) -> models.Model:
    content = {"event": "tests.ring", "about_kind": "tests.bell", "about_id": "1", "seq": 1}
    return Entry(**content | given, by=cast.li, at=monday, data={"a": [1]}, digest=bytes(32))


def test_a_row_is_written_with_every_value_and_gets_its_key(cast, monday):
    written = entry(cast, monday)
    assert insert(written)
    read = Entry.objects.get(pk=written.pk)
    for field in Entry._meta.concrete_fields:
        assert getattr(read, field.attname) == getattr(written, field.attname)


def test_a_sealed_value_is_written_sealed(cast, monday):
    insert(made := known(7, monday))
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_resident WHERE id = %s", [made.pk])
        assert b"13900000007" not in bytes(cursor.fetchone()[0])
    assert Resident.objects.get(pk=made.pk).phone.open() == "13900000007"


def test_many_rows_get_their_keys_in_their_order(cast, monday, django_assert_num_queries):
    rows = [entry(cast, monday, seq=seq) for seq in (1, 2, 3)]
    with django_assert_num_queries(1):
        insert(*rows)
    written = Entry.objects.filter(about_kind="tests.bell").order_by("pk")
    assert list(written.values_list("pk", "seq")) == [(row.pk, row.seq) for row in rows]


def test_what_the_database_fills_in_is_read_when_somebody_asks(
    cast, monday, django_assert_num_queries
):
    insert(written := entry(cast, monday))
    with django_assert_num_queries(1):
        assert written.recorded_at is not None


def test_a_row_that_is_written_is_saved_as_a_change_from_then_on(db, monday):
    insert(made := known(7, monday))
    made.name = "李四"
    made.save()
    assert Resident.objects.get().name.open() == "李四"


def test_where_a_unique_value_is_taken_nothing_is_written(cast, monday):
    assert insert(known(7, monday), or_nothing=True)
    again = known(7, monday)
    assert not insert(again, or_nothing=True)
    assert (again.pk, again._state.adding) == (None, True)
    assert Resident.objects.filter(phone_hash=bytes([7] * 32)).count() == 1


def test_without_leave_a_taken_value_is_an_error(cast, monday):
    insert(known(7, monday))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(known(7, monday))


def test_an_expression_is_evaluated_for_each_row_with_its_key(cast, monday):
    tell = "pg_advisory_xact_lock(123, key::int)"
    insert(written := entry(cast, monday), then=tell)
    with connection.cursor() as cursor:
        cursor.execute("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = 123")
        assert cursor.fetchall() == [(written.pk,)]


def test_a_row_that_nobody_will_use_needs_no_key(cast, monday):
    insert(unused := entry(cast, monday), keyed=False)
    assert unused.pk is None
    assert Entry.objects.filter(about_kind="tests.bell").count() == 1


def test_an_error_of_statements_sent_at_once_comes_with_the_first_answer(cast, monday):
    insert(entry(cast, monday))

    def twice() -> None:
        with transaction.atomic(), at_once():
            insert(entry(cast, monday), keyed=False)
            insert(entry(cast, monday, about_id="2"))

    with pytest.raises(IntegrityError):
        twice()
    assert Entry.objects.filter(about_kind="tests.bell").count() == 1


def test_a_kind_of_matter_is_written_into_the_table_of_each_of_its_models(
    cast, monday, django_assert_num_queries
):
    pack = apps.get_model("rulepacks", "Edition").objects.create(
        digest="0" * 64, body={}, sources={}, created_at=monday
    )
    case = Case(
        pk=77,
        id=77,
        number="260511-0000771",
        kind="case",
        title="路灯",
        state="reported",
        channel="web",
        place=cast.places["990101001"],
        opened_at=monday,
        rule_pack=pack,
        created_by=cast.li,
        type="help",
        text="路灯不亮了。",
    )
    with django_assert_num_queries(2):
        insert(case)
    read = Case.objects.get(pk=77)
    assert (read.number, read.text, read.matter_ptr_id) == (case.number, case.text, 77)
