"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from linli.affairs.admission import actions
from linli.affairs.admission.models import Admission, Task
from linli.affairs.admission.tests.stages import (
    MINUTE,
    active,
    approved,
    exempted,
    handed_out,
    withdrawn,
)

COPY = """
WITH m AS (
    INSERT INTO matters_matter (number, kind, title, state, urgency, channel, place_id, holder_id,
        opened_at, visibility, rule_pack_id, created_by_id, version, topic)
    SELECT left(md5(random()::text), 16), kind, title, state, urgency, channel, place_id, holder_id,
        %s, visibility, rule_pack_id, created_by_id, 1, topic
    FROM matters_matter WHERE id = %s RETURNING id
)
SELECT id FROM m
"""
INSERT = """
INSERT INTO admission_task (matter_ptr_id, item_id, form_id, unit_id, content, evidence,
    answer_by, hours)
VALUES (%s, %s, %s, %s, '', '', '2026-06-30', 1)
"""


def insert(task, at, item, *, form=None, unit=None) -> None:
    """Write a task as somebody would who goes past the program."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COPY, [at, task.pk])
        pk = cursor.fetchone()[0]
        unit_id = unit.pk if unit else item.department_id
        cursor.execute(INSERT, [pk, item.pk, form.pk if form else None, unit_id])


@pytest.fixture
def task(cast, monday) -> Task:
    return handed_out(cast, monday)


def test_a_task_under_an_item_in_force_is_written(task, monday):
    insert(task, monday, task.item)
    assert Task.objects.count() == 2


@pytest.mark.parametrize("stage", [approved, withdrawn], ids=lambda stage: stage.__name__)
def test_a_task_under_an_item_that_is_not_in_force_is_refused(cast, task, monday, stage):
    item = stage(cast, monday)
    Admission.objects.filter(pk=item.pk).update(starts_on=monday.date())
    with pytest.raises(IntegrityError, match="admitted item"):
        insert(task, monday, item)


@pytest.mark.parametrize("days", [-1, 81])
def test_a_task_outside_the_term_of_its_item_is_refused(task, monday, days):
    with pytest.raises(IntegrityError, match="admitted item"):
        insert(task, monday + timedelta(days=days), task.item)


def test_a_task_of_another_department_is_refused(cast, task, monday):
    with pytest.raises(IntegrityError, match="admitted item"):
        insert(task, monday, task.item, unit=cast.units["990101-ZJ"])


def test_a_task_without_any_item_is_refused(task, monday):
    item = Admission(pk=0, department=task.unit)
    with pytest.raises(IntegrityError):
        insert(task, monday, item)


def test_a_form_that_is_no_admitted_form_is_refused(cast, task, monday):
    with pytest.raises(IntegrityError, match="form asked of communities"):
        insert(task, monday, task.item, form=exempted(cast, monday))


def test_an_admitted_form_in_force_is_taken(cast, task, monday):
    form = exempted(cast, monday, subject="form", fields_typed=["分类桶数量"])
    insert(task, monday, task.item, form=form)
    actions.withdraw(form, note="不再需要", by=cast.lin, at=monday + 30 * MINUTE)
    with pytest.raises(IntegrityError, match="form asked of communities"):
        insert(task, monday, task.item, form=form)


def test_a_task_cannot_be_moved_to_an_item_that_is_not_in_force(cast, task, monday):
    item = active(cast, monday)  # its term begins in July
    with pytest.raises(IntegrityError, match="admitted item"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(item=item)


def delete(item_id: int) -> None:
    """Take an item away under its tasks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM admission_admission WHERE matter_ptr_id = %s", [item_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_item_with_tasks_cannot_be_deleted(task):
    with pytest.raises(IntegrityError):
        delete(task.item_id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": date(2025, 1, 1)},
        {"funding": "none"},
        {"exemption_reason": ""},
        {"exemption": ""},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_item_that_contradicts_itself_is_refused(cast, monday, wrong):
    item = exempted(cast, monday)
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.filter(pk=item.pk).update(**wrong)
