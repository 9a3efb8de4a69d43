"""`linli export`: cases as CSV or Excel, as far as a user may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from linli.affairs.cases import exporting
from linli.affairs.cases.actions.exporting import ExportRefused, record_export
from linli.affairs.cases.queries import visible_cases
from linli.faces.commands import CommandFailed
from linli.ground.org.actions import the_system
from linli.ground.org.models import User
from linli.ground.privacy.models import Exchange
from linli.ground.sheets.writing import write_csv, write_xlsx

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def exports() -> None:
    """Write what a user may see into a file."""


@app.command()
def cases(
    file: Annotated[Path, typer.Argument(help="A new .csv or .xlsx file.")],
    as_user: Annotated[str, typer.Option("--as", help="Name of the user whose view is written.")],
    place: Annotated[str, typer.Option(help="Only within the place with this code.")] = "",
    state: Annotated[str, typer.Option(help="Only in this state.")] = "",
    opened_from: Annotated[datetime | None, typer.Option(help="Only opened from then on.")] = None,
    opened_to: Annotated[datetime | None, typer.Option(help="Only opened before then.")] = None,
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
    wanted = {
        "place__code__startswith": place,
        "state": state,
        "opened_at__gte": opened_from and timezone.make_aware(opened_from),
        "opened_at__lt": opened_to and timezone.make_aware(opened_to),
    }
    wanted = {name: value for name, value in wanted.items() if value}
    seen = visible_cases(user, now).filter(**wanted)
    filters = {name.partition("__")[0]: str(value) for name, value in wanted.items()}
    try:
        entry = record_export(
            what=Exchange.What.CASES,
            count=seen.count(),
            suffix=file.suffix,
            filters=filters,
            user=user,
            by=the_system(at=now),
            at=now,
        )
    except ExportRefused as error:
        raise CommandFailed(str(error)) from error
    with Progress(console=Console(stderr=True)) as progress:
        table = exporting.rows(seen, exporting.mark_of(user, entry))
        count = _write(progress.track(table, total=entry.data["rows"] + 1), file)
    typer.echo(_("%(count)d cases written to %(file)s.") % {"count": count, "file": file})


def _write(table: Iterable[list[str]], file: Path) -> int:
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as text:
            return write_csv(table, text)
    with file.open("wb") as book:
        return write_xlsx(table, book, sheet=str(exporting.SHEET))
