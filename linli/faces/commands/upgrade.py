"""`linli upgrade`: from the tables of an older linli to those of this one, with a way back."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.faces.commands import CommandFailed, dumping
from linli.faces.commands.backup import make
from linli.faces.commands.doctor import examine
from linli.faces.commands.start import MIGRATION_LOCK, pending_migrations, unknown_migrations

app = typer.Typer(add_completion=False)


@app.command()
def upgrade(
    folder: Annotated[
        Path | None, typer.Argument(help="Where the backup goes that is made first.")
    ] = None,
    no_backup: Annotated[
        bool, typer.Option("--no-backup", help="Make none, for you have one.")
    ] = False,
) -> None:
    """Bring the tables up to date, all of it or nothing. Stop linli before."""
    refuse_downgrade()
    pending = pending_migrations()
    _show(pending)
    if pending:
        if not no_backup:
            _backup(folder)
        step(migrate_all)
    wrong = [finding for finding in examine(timezone.now()) if finding.advice and not finding.mild]
    for finding in wrong:
        typer.echo(str(finding))
    if wrong:
        raise CommandFailed(_("The tables are up to date; what stands above needs you."))
    typer.echo(_("Everything is up to date."))


def refuse_downgrade() -> None:
    """Raise CommandFailed where the tables are of a later linli than this program."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    if unknown := unknown_migrations(applied):
        raise CommandFailed(
            _(
                "The tables are those of a later linli (%(name)s). There is no way down: install "
                "that version again, or restore a backup of before."
            )
            % {"name": unknown[0]}
        )


def _show(pending: list[str]) -> None:
    with dumping.connect() as own:
        server = own.info.server_version
    lines = [("linli", version("linli")), ("PostgreSQL", f"{server // 10_000}.{server % 10_000}")]
    lines += [(_("to do"), name) for name in pending] or [(_("to do"), "–")]
    for name, value in lines:
        typer.echo(f"{name:<12} {value}")


def _backup(folder: Path | None) -> None:
    if folder is None:
        raise CommandFailed(
            _("Say where the backup goes: linli upgrade FOLDER. If you have one: --no-backup.")
        )
    made = make(folder)
    typer.echo(
        _("Backup of %(tables)d tables and %(files)d files: %(folder)s (without the keys).")
        % {"tables": len(made.tables), "files": len(made.files), "folder": folder}
    )


def migrate_all() -> None:
    """Apply every migration that is waiting."""
    call_command("migrate", verbosity=0, interactive=False)


def step(change: Callable[[], None]) -> None:
    """Change the tables in one transaction: where anything fails, they are as before.

    A migration that cannot run in a transaction makes each run in its own; what failed then is
    undone alone. One process does it; the others wait. Raises CommandFailed.
    """
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    whole = all(migration.atomic for migration, _backwards in plan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            if whole:
                with transaction.atomic():
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    change()
            else:
                change()
        except Exception as error:
            raise CommandFailed(
                _("The upgrade failed and was undone; nothing is lost: %(error)s")
                % {"error": str(error).strip().splitlines()[0] if str(error) else repr(error)}
            ) from error
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
