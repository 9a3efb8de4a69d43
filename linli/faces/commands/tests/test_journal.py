"""`linli journal verify`: 0 where the journal is whole, 1 where it is not."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import translation
from typer.testing import CliRunner

from linli.affairs.cases.tests.stages import closed
from linli.faces.commands import CommandFailed
from linli.faces.commands.journal import app
from linli.ground.journal.models import Entry


def verify():
    with translation.override("en"):
        return CliRunner().invoke(app, ["verify"])


def tamper(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


def test_a_whole_journal_is_0(cast, monday):
    closed(cast, monday)
    done = verify()
    assert done.exit_code == 0
    assert f"whole: {Entry.objects.count()} entries" in done.stdout


def test_an_empty_journal_is_whole(db):
    assert verify().exit_code == 0


def test_a_changed_entry_is_named_and_1(cast, monday):
    closed(cast, monday)
    tamper("UPDATE journal_entry SET data = '{\"satisfaction\": 4}' WHERE event = 'cases.rate'")
    done = verify()
    assert done.exit_code == 1
    assert isinstance(done.exception, CommandFailed)
    assert done.stdout.count("digest does not fit its content") == 1
    assert "cases.rate" in done.stdout


def test_of_many_faults_the_first_are_shown(cast, monday):
    for _ in range(4):
        closed(cast, monday)
    tamper("UPDATE journal_entry SET digest = '\\x00'")
    assert verify().stdout.count("digest") == 20


@pytest.mark.parametrize("arguments", [[], ["mend"]])
def test_a_wrong_call_is_2(arguments):
    assert CliRunner().invoke(app, arguments).exit_code == 2
