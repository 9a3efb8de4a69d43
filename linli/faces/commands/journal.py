"""`linli journal verify`: has anybody tampered with the journal?"""

from __future__ import annotations

import itertools

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from linli.faces.commands import CommandFailed
from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links, broken_roots

SHOWN = 20

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def journal() -> None:
    """The journal: what happened, in a chain that cannot be rewritten unseen."""


@app.command()
def verify() -> None:
    """Check the digest of every entry and the root of every day. Exit code 1 where one is wrong."""
    total = Entry.objects.count()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        bar = progress.add_task(_("Entries"), total=total)
        breaks = list(
            itertools.islice(
                itertools.chain(
                    broken_links(progress=lambda done: progress.update(bar, completed=done)),
                    broken_roots(),
                ),
                SHOWN + 1,
            )
        )
        progress.update(bar, completed=total)
    for each in breaks[:SHOWN]:
        typer.echo(f"{each.where}: {each.problem}")
    if breaks:
        raise CommandFailed(
            _("The journal is not as it was written (at most %(count)s places are shown).")
            % {"count": SHOWN}
        )
    typer.echo(_("The journal is whole: %(count)s entries.") % {"count": total})
