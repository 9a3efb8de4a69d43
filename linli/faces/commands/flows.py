"""`linli flows`: what may happen to a matter, by whom, and how long it may take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markdown import Markdown

from linli.faces.commands import CommandFailed
from linli.matters import diagrams
from linli.matters.models import FLOWS

app = typer.Typer(add_completion=False)


@app.command()
def flows(
    kind: Annotated[str, typer.Argument(help="A kind of matter; without it, every kind.")] = "",
    write: Annotated[
        Path | None, typer.Option(help="Write the page of the docs, in English, to this file.")
    ] = None,
) -> None:
    """Show every flow as a table and as a diagram (Mermaid), and its clocks.

    At a terminal the tables are drawn; into a file or a pipe go Markdown and Mermaid.
    """
    if kind and kind not in FLOWS:
        raise CommandFailed(
            _("There is no kind of matter “%(kind)s”. There are: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(sorted(FLOWS))}
        )
    chosen = [FLOWS[kind]] if kind else [*FLOWS.values()]
    if write is not None:
        with translation.override("en"):
            write.write_text(diagrams.page(chosen), encoding="utf-8")
        typer.echo(_("Written: %(file)s") % {"file": write})
        return
    console = Console()
    for flow in chosen:
        if console.is_terminal:
            console.print(Markdown(diagrams.markdown(flow)))
        else:
            typer.echo(diagrams.markdown(flow))
