"""A question that is composed once gives what its queryset would give."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from linli.ground.questions import Columns, Question
from linli.ground.statements import insert, update

Resident = apps.get_model("people", "Resident")  # above this module
Entry = apps.get_model("journal", "Entry")
Unit = apps.get_model("org", "Unit")


@pytest.fixture
def rung(cast, monday) -> list[models.Model]:
    content = {"event": "tests.ring", "about_kind": "tests.bell", "digest": bytes(32)}
    rows = [
        Entry(**content, about_id=about, seq=seq, by=cast.li, at=monday, data={"a": [seq]})
        for about, seq in (("1", 2), ("1", 1), ("2", 1))
    ]
    insert(*rows)
    return rows


def test_it_gives_for_each_value_what_the_queryset_would(rung, django_assert_num_queries):
    question = Question(lambda key: Entry.objects.filter(about_id=key).order_by("seq"), "key")
    for about in ("1", "2", "1"):
        expected = list(Entry.objects.filter(about_id=about).order_by("seq"))
        with django_assert_num_queries(1):
            found = question.ask(about)
        assert [vars(row) | {"_state": 0} for row in found] == [
            vars(row) | {"_state": 0} for row in expected
        ]
    assert question.ask("3") == []


def test_it_reads_what_it_is_joined_with(rung, cast, django_assert_num_queries):
    question = Question(lambda key: Entry.objects.filter(about_id=key).select_related("by"), "key")
    with django_assert_num_queries(1):
        assert {entry.by.name for entry in question.ask("1")} == {cast.li.name}


def test_a_join_that_meets_nothing_is_nothing(cast, django_assert_num_queries):
    question = Question(lambda key: Unit.objects.filter(pk=key).select_related("parent"), -1)
    top = Unit.objects.filter(parent=None).first()
    with django_assert_num_queries(1):
        assert question.ask(top.pk)[0].parent is None


def test_a_sealed_value_is_read_sealed_and_changed_by_a_statement(cast, monday):
    made = Resident(name="张三", phone="13900000007", phone_hash=bytes(32), created_at=monday)
    insert(made)
    question = Question(lambda key: Resident.objects.filter(pk=key), -1)
    [read] = question.ask(made.pk)
    read.name = "李四"
    update(read, ["name"])
    [again] = question.ask(made.pk)
    assert (again.name.open(), again.phone.open()) == ("李四", "13900000007")


def test_what_can_have_no_rows_is_not_asked(db, django_assert_num_queries):
    question = Question(lambda key: Entry.objects.filter(about_id=key, pk__in=[]), "key")
    with django_assert_num_queries(0):
        assert question.ask("1") == []


def test_columns_are_what_a_queryset_of_values_would_give(cast, monday, django_assert_num_queries):
    made = [
        Resident(name=name, phone="13900000007", phone_hash=bytes([n] * 32), created_at=monday)
        for n, name in enumerate(("张三", "李四"), 1)
    ]
    insert(*made)
    names = ("pk", "name", "created_at")
    asked = Columns(
        lambda keys: Resident.objects.filter(pk__in=keys).order_by("pk").values_list(*names)
    )
    for keys in ([row.pk for row in made], [made[1].pk], [], [-1], [-7, made[0].pk]):
        expected = list(Resident.objects.filter(pk__in=keys).order_by("pk").values_list(*names))
        with django_assert_num_queries(1):
            found = asked.ask(keys)
        assert [(pk, name.open(), at) for pk, name, at in found] == [
            (pk, name.open(), at) for pk, name, at in expected
        ]
