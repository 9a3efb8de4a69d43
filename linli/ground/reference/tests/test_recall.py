"""What is remembered is what is in the database, whoever changed it and however it ended."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, transaction

from linli.ground.reference.queries import glance, recall

pytestmark = pytest.mark.django_db


class Reads:
    """Counts how often something is read from the database."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> str:
        self.count += 1
        return apps.get_model("places", "Place").objects.get(pk="99").name


@pytest.fixture
def reads(cast) -> Reads:
    return Reads()


def rename(name: str) -> None:
    apps.get_model("places", "Place").objects.filter(pk="99").update(name=name)


def test_it_is_read_once(reads):
    assert [recall(("province",), reads) for _ in range(3)] == ["示范省"] * 3
    assert reads.count == 1


def test_a_change_is_seen_at_once(reads):
    recall(("province",), reads)
    rename("样板省")
    assert recall(("province",), reads) == "样板省"


def test_each_key_is_remembered_by_itself(reads):
    assert recall(("province", 1), reads) == recall(("province", 2), reads)
    assert reads.count == 2


def test_what_is_not_there_is_asked_for_again(cast):
    asked = []
    for _ in range(2):
        assert recall(("nobody",), lambda: asked.append(1)) is None
    assert len(asked) == 2


def test_what_was_rolled_back_is_not_remembered(reads):
    recall(("province",), reads)
    with transaction.atomic():
        rename("样板省")
        assert recall(("province",), reads) == "样板省"
        transaction.set_rollback(True)
    assert recall(("province",), reads) == "示范省"


def test_one_glance_asks_for_the_stamp_once(reads, django_assert_num_queries):
    recall(("province",), reads)
    with django_assert_num_queries(1), glance():
        for _ in range(5):
            recall(("province",), reads)


def test_a_glance_within_a_glance_asks_for_nothing(reads, django_assert_num_queries):
    with django_assert_num_queries(1), glance(), glance(changes_nothing=True):
        pass


def test_a_missing_stamp_row_is_an_error_and_no_stale_answer(reads):
    recall(("province",), reads)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reference_stamp")
    with pytest.raises(TypeError):
        recall(("province",), reads)


@pytest.mark.django_db(transaction=True)
def test_a_glance_from_outside_does_not_reach_into_a_transaction(reads):
    with glance():
        recall(("province",), reads)
        with transaction.atomic():
            rename("样板省")
            assert recall(("province",), reads) == "样板省"
            transaction.set_rollback(True)
        assert recall(("province",), reads) == "示范省"


@pytest.mark.django_db(transaction=True)
def test_a_glance_reaches_into_a_transaction_that_changes_nothing(reads, django_assert_num_queries):
    recall(("province",), reads)
    # with the beginning and the end of the transaction
    with django_assert_num_queries(3), glance(changes_nothing=True), transaction.atomic():
        recall(("province",), reads)


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_mended_by_the_first_glance(reads):
    recall(("province",), reads)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    assert recall(("province",), reads) == "示范省"


STAMPED = [
    ("places_place", "INSERT OR DELETE OR UPDATE OR TRUNCATE"),
    ("org_unit", "INSERT OR DELETE OR UPDATE OR TRUNCATE"),
    ("org_duty", "INSERT OR DELETE OR UPDATE OR TRUNCATE"),
    ("cases_category", "INSERT OR DELETE OR UPDATE OR TRUNCATE"),
    ("cases_dispatchrule", "INSERT OR DELETE OR UPDATE OR TRUNCATE"),
    ("rulepacks_rulepack", "INSERT OR DELETE OR UPDATE OR TRUNCATE"),
    ("org_servicetoken", "DELETE OR UPDATE OF scopes, expires_at, revoked_at OR TRUNCATE"),
    ("org_user", "DELETE OR UPDATE OF is_active, kind, administrator, name OR TRUNCATE"),
]


@pytest.mark.parametrize(("table", "changes"), STAMPED)
def test_every_change_of_the_table_is_stamped(table, changes, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = %s", [f"{table}_stamp"]
        )
        (text,) = cursor.fetchone()
    assert f"AFTER {changes} ON" in text
