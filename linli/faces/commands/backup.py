"""`linli backup`: the database, the files and, where asked for, the keys, at one moment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import IsolationLevel

from linli.faces.commands import CommandFailed, dumping

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Also the keys, which open all personal data.")
    ] = False,
) -> None:
    """Write the database and the files as they are at this moment; linli may go on running."""
    made = make(folder, with_keys=with_keys)
    rows = sum(int(count) for count, _digest in made.tables.values())
    typer.echo(
        _("%(rows)d rows of %(tables)d tables and %(files)d files are in %(folder)s.")
        % {"rows": rows, "tables": len(made.tables), "files": len(made.files), "folder": folder}
    )
    if made.keys:
        typer.echo(_("THE KEYS ARE IN IT: whoever has this folder reads all personal data."))
    else:
        typer.echo(
            _(
                "THE KEYS ARE NOT IN IT. Keep data.keys and secret.key in another safe place: "
                "without data.keys nobody reads the personal data of this backup again."
            )
        )


def make(folder: Path, *, with_keys: bool = False) -> dumping.Manifest:
    """Write a backup into a new or empty folder. Raises CommandFailed.

    One snapshot serves the dump and the digests. Files are copied after it: they never change, so
    those that the rows of the snapshot name are among them.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandFailed(_("%(folder)s is not empty.") % {"folder": folder})
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    at = timezone.now().isoformat(timespec="seconds")
    with dumping.connect() as own:
        own.isolation_level, own.read_only = IsolationLevel.REPEATABLE_READ, True
        row = own.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        server = dumping.major(own)
        dumping.run(
            dumping.program("pg_dump", server),
            *("--format=custom", "--no-owner", "--no-privileges", "--schema=public"),
            *(f"--snapshot={row[0]}", f"--file={folder / dumping.DUMP}"),
        )
        tables = dumping.digests(own)
    dumping.copy_from_store(folder / dumping.FILES)
    if with_keys:
        dumping.copy_keys(folder / dumping.KEYS)
    made = dumping.describe(tables, folder, at, server)
    made.write(folder)
    return made
