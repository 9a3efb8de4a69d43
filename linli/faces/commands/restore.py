"""`linli restore`: a backup into an empty installation, and the proof that it is equal."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from linli.faces.commands import CommandFailed, dumping
from linli.faces.commands.start import pending_migrations, unknown_migrations
from linli.ground.journal.queries import broken_links, broken_roots
from linli.ground.people.queries import keys_fit

app = typer.Typer(add_completion=False)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="What `linli backup` has written.")],
) -> None:
    """Bring a backup into an installation whose database and folder of files are empty."""
    made = dumping.Manifest.read(folder)
    _require_whole(folder, made)
    _require_empty()
    _require_known(made)
    _put_keys(folder)
    with dumping.connect() as own:
        server = dumping.major(own)
    dumping.run(
        dumping.program("pg_restore", server),
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
        *("--clean", "--if-exists", str(folder / dumping.DUMP)),
    )
    dumping.copy_into_store(folder / dumping.FILES)
    _require_equal(made)
    typer.echo(
        _("Database, files and journal are equal to those of %(at)s.") % {"at": made.made_at}
    )
    _tell_what_is_left(made)


def _require_whole(folder: Path, made: dumping.Manifest) -> None:
    """Raise CommandFailed where a file of the backup is not as it was written."""
    dump = folder / dumping.DUMP
    if not dump.exists() or dumping.sha256(dump) != made.dump:
        raise CommandFailed(_("%(file)s is not as it was written.") % {"file": dump})
    found = dumping.files_below(folder / dumping.FILES)
    for name in sorted(made.files.keys() | found.keys()):
        if made.files.get(name) != found.get(name):
            raise CommandFailed(
                _("%(file)s is not as it was written.") % {"file": folder / dumping.FILES / name}
            )


def _require_empty() -> None:
    """Raise CommandFailed where something would be overwritten."""
    with dumping.connect() as own:
        if own.execute(dumping.TABLES).fetchone():
            raise CommandFailed(
                _(
                    "The database is not empty. Restore into a new one: set another LINLI_HOME, "
                    "or a LINLI_DATABASE_URL of an empty database."
                )
            )
    dumping.require_no_files()


def _require_known(made: dumping.Manifest) -> None:
    """Raise CommandFailed where the backup is of a later linli than this one."""
    applied = {(app_label, name) for app_label, _dot, name in map(_parts, made.migrations)}
    if unknown := unknown_migrations(applied):
        raise CommandFailed(
            _("This backup was made by linli %(version)s, which knows %(name)s; this one does not.")
            % {"version": made.linli, "name": unknown[0]}
        )


def _parts(migration: str) -> tuple[str, str, str]:
    return migration.partition(".")


def _put_keys(folder: Path) -> None:
    """The keys of the backup where there are none yet; a session key just made gives way."""
    for name in dumping.SECRETS:
        kept, own = folder / dumping.KEYS / name, settings.HOME / name
        if kept.exists() and (name == "secret.key" or not own.exists()):
            shutil.copy2(kept, own)
            own.chmod(0o600)


def _require_equal(made: dumping.Manifest) -> None:
    """Raise CommandFailed where anything is not as the backup says, or the journal is broken."""
    with dumping.connect() as own:
        found = dumping.digests(own)
    for name in sorted(made.tables.keys() | found.keys()):
        if made.tables.get(name) != found.get(name):
            raise CommandFailed(_("The table %(name)s is not as it was.") % {"name": name})
    if dumping.digests_in_store() != made.files:
        raise CommandFailed(_("The files are not as they were."))
    connection.close()
    for each in [*broken_links(), *broken_roots()]:
        raise CommandFailed(f"{each.where}: {each.problem}")


def _tell_what_is_left(made: dumping.Manifest) -> None:
    present = settings.KEYS or (settings.HOME / "data.keys").exists()
    if not present or not keys_fit():
        typer.echo(
            _(
                "THE KEYS ARE MISSING. Put data.keys into %(home)s before linli is started, "
                "or set LINLI_KEYS; linli keys check tells whether they fit."
            )
            % {"home": settings.HOME}
        )
    if pending_migrations():
        typer.echo(_("The tables are older than the program. Run: linli upgrade FOLDER"))
