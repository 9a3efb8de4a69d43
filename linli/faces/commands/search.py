"""`linli search rebuild`: write the index of words anew, from what is kept."""

from __future__ import annotations

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from linli.affairs.cases.suggesting.actions.remembering import remember_all
from linli.matters.models import Matter
from linli.matters.search import actions

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def search() -> None:
    """The index of words, by which everything in hand is found."""


@app.command()
def rebuild() -> None:
    """Index everything in hand, after an import or an upgrade. It may run while others work."""
    matters = Matter.objects.order_by("pk").values_list("pk", flat=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    done = 0
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task(_("Matters"), total=matters.count())
        for done in actions.rebuild(matters.iterator(actions.BATCH)):
            progress.update(bar, completed=done)
    typer.echo(_("%(count)s matters can be found by their words.") % {"count": done})
    cases = remember_all()
    typer.echo(_("%(count)s cases are held against what is reported next.") % {"count": cases})
