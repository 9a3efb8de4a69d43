"""`linli export`: cases as CSV or Excel, as far as a user may see them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from linli.affairs.cases import exporting
from linli.affairs.cases.queries import visible_cases
from linli.faces.commands import CommandFailed
from linli.ground.org.models import User

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def exports() -> None:
    """Write what a user may see into a file."""


@app.command()
def cases(
    file: Annotated[Path, typer.Argument(help="A new .csv or .xlsx file.")],
    as_user: Annotated[str, typer.Option("--as", help="Name of the user whose view is written.")],
) -> None:
    """Cases, a row each, without the names and phones of those who reported them."""
    now = timezone.now()
    user = User.objects.filter(username=as_user).first()
    if user is None:
        raise CommandFailed(_("There is no user “%(name)s”.") % {"name": as_user})
    if file.exists():
        raise CommandFailed(_("%(file)s exists already.") % {"file": file})
    if file.suffix not in (".csv", ".xlsx"):
        raise CommandFailed(_("The file's name must end in .csv or .xlsx."))
    seen = visible_cases(user, now)
    with Progress(console=Console(stderr=True)) as progress:
        table = progress.track(exporting.rows(seen), total=seen.count() + 1)
        if file.suffix == ".csv":
            with file.open("w", encoding="utf-8", newline="") as text:
                count = exporting.write_csv(table, text)
        else:
            with file.open("wb") as book:
                count = exporting.write_xlsx(table, book)
    typer.echo(_("%(count)d cases written to %(file)s.") % {"count": count, "file": file})
