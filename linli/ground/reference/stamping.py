"""Putting a table under the stamp."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations import RunSQL

NEEDS = ("reference", "0001_stamp")
"""What a migration that stamps a table depends on."""


def stamped(table: str, *, changes: Sequence[str] = (), added: bool = True) -> RunSQL:
    """The operation after which a change of the table makes every process read it anew.

    `changes`: the columns of which a change counts; none named means every one. `added` rows
    count unless nobody remembers that a row is missing.
    """
    update = f"UPDATE OF {', '.join(changes)}" if changes else "UPDATE"
    happens = " OR ".join([*(["INSERT"] if added else []), update, "DELETE", "TRUNCATE"])
    return RunSQL(
        f"CREATE TRIGGER {table}_stamp AFTER {happens} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION reference_changed()",
        f"DROP TRIGGER {table}_stamp ON {table}",
    )
