"""`linli privacy`: what is kept of people, ending what is due, looking for what is left."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from linli.faces.commands import CommandFailed
from linli.ground.org.actions import the_system
from linli.ground.privacy.actions import end_all
from linli.ground.privacy.queries import standings
from linli.ground.privacy.registry import KINDS
from linli.ground.privacy.scan import scan as look_for

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def privacy() -> None:
    """The end of personal data: what is kept, for how long, and whether it is gone."""


@app.command()
def due() -> None:
    """What is kept, for how long, and how many records are due to end now."""
    table = Table(title=_("Kept of people"))
    for title in (_("Kind of record"), _("Kept"), _("Counted from"), _("Due"), _("Held")):
        table.add_column(title)
    for each in standings(timezone.now()):
        kind = each.kind
        row = (str(kind.label), each.limit.label, str(kind.counted), str(each.due), str(each.held))
        table.add_row(*row)
    Console().print(table)


@app.command()
def run() -> None:
    """End what is due now, as the worker does every night. Exit code 1 where a kind fails."""
    now = timezone.now()
    runs = end_all(by=the_system(at=now), at=now)
    for each in runs:
        label = KINDS[each.kind].label
        typer.echo(_("%(label)s: %(count)d ended") % {"label": label, "count": each.erased})
    if any(each.error for each in runs):
        raise CommandFailed(_("Some records could not be ended; the log says why."))


@app.command()
def scan(
    values: Annotated[
        list[str] | None, typer.Argument(help="what to look for; nothing: one a line from input")
    ] = None,
) -> None:
    """Look for values in every table and file, as whoever has all keys would. Exit code 1 if found.

    Give them by input rather than as arguments, which a shell remembers.
    """
    wanted = values or [line.strip() for line in typer.get_text_stream("stdin") if line.strip()]
    found = list(look_for(wanted, [settings.MEDIA_ROOT]))
    for each in found:
        typer.echo(f"{each.where}: {_('value')} {each.value} × {each.rows}")
    if found:
        raise CommandFailed(_("They are still there."))
    typer.echo(_("None of them is anywhere in the database or the files."))
