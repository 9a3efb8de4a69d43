"""`linli text`: how well this machine reads Chinese text."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from linli.faces.commands import CommandFailed, models
from linli.ground.sheets.reading import Column, MissingColumns, Unreadable, read
from linli.text.classify import Joined, Lexicon, Model, suggested
from linli.text.classify.files import BadModel, load, save
from linli.text.classify.labelled import Row, TooFewRows
from linli.text.evaluation import FIGURES, WHEN_ASKED, Figure, Folder, NoData, measured

COLUMNS = ("what", "measured on", "figure", "95 of 100", "goal", "published by others")
VERDICTS = {None: "", True: "held", False: "MISSED"}

app = typer.Typer(add_completion=False, no_args_is_help=True)
app.add_typer(models.app, name="models")


@app.callback()
def text() -> None:
    """Reading Chinese text: what it is about, where, and what in it is personal."""


@app.command()
def evaluate(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Real messages with labels; without them, LINLI_DATA, or made-up texts."
        ),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Measure this part alone; may be given several times.")
    ] = None,
) -> None:
    """Measure every reader of text against its goals. Exit code 1 where one is missed.

    What is fitted is fitted anew, on the rows that the table names; nothing of this installation is
    read or changed. “parameters” takes minutes and is measured only where it is asked for.
    """
    chosen = only or [*FIGURES]
    if unknown := sorted({*chosen} - {*FIGURES, *WHEN_ASKED}):
        raise CommandFailed(
            _("There is nothing to measure by the name of %(names)s. There are: %(known)s.")
            % {"names": ", ".join(unknown), "known": ", ".join((*FIGURES, *WHEN_ASKED))}
        )
    missed = sum(_show(name, _data(folder)) for name in chosen)
    if missed:
        raise CommandFailed(_("Goals that are missed: %(count)s.") % {"count": missed})


@app.command()
def fit(
    table: Annotated[
        Path, typer.Argument(help="A .csv or .xlsx file: texts and their categories.")
    ],
    to: Annotated[Path, typer.Option(help="Write the model into this file.")],
    label: Annotated[str, typer.Option(help="The column of the category.")] = "label",
    text: Annotated[
        list[str] | None, typer.Option(help="A column of text (“text”); may be given again.")
    ] = None,
) -> None:
    """Fit a model of categories on a table of decided cases, at least ten rows of each."""
    spoken = text or ["text"]
    columns = [Column(name, required=True) for name in (label, *spoken)]
    try:
        found = [
            Row(" ".join(filter(None, (row[name] for name in spoken))), row[label])
            for row in read(table, columns)
        ]
    except (Unreadable, MissingColumns) as error:
        raise CommandFailed(str(error)) from error
    # Fitting alone needs scikit-learn, which takes seconds to load.
    fitting = importlib.import_module("linli.text.classify.fitting")
    try:
        model = fitting.fit(row for row in found if row.text and row.code)
    except TooFewRows as error:
        raise CommandFailed(
            _("There are not two categories with ten rows or more. Bring more decided cases.")
        ) from error
    save(model, to)
    typer.echo(
        _("%(file)s: %(rows)s rows, %(codes)s categories, sure from %(threshold).2f on.")
        % {
            "file": to,
            "rows": sum(model.counts.values()),
            "codes": len(model.codes),
            "threshold": model.threshold,
        }
    )


@app.command()
def suggest(
    text: Annotated[str, typer.Argument(help="What somebody wrote.")],
    model: Annotated[
        Path | None, typer.Option(help="A model that was fitted; else words alone.")
    ] = None,
) -> None:
    """Say which categories a text is likely about, and which words spoke for each."""
    suggestion = suggested(_model(model), text)
    for guess in suggestion.guesses:
        spoke = " ".join(reason.word for reason in guess.reasons)
        typer.echo(f"{guess.code}\t{guess.probability:.2f}\t{spoke}")


def _model(file: Path | None) -> Model:
    if file is None:
        return Lexicon()
    try:
        return Joined(load(file), Lexicon())
    except (BadModel, OSError) as error:
        raise CommandFailed(
            _("The model %(file)s cannot be used: %(reason)s") % {"file": file, "reason": error}
        ) from error


def _data(folder: Path | None) -> Folder:
    if folder is None and (named := os.environ.get("LINLI_DATA")):
        folder = Path(named)
    if folder is not None and not folder.is_dir():
        raise CommandFailed(_("There is no folder %(folder)s.") % {"folder": folder})
    return Folder(folder)


def _show(name: str, folder: Folder) -> int:
    """Prints the figures of one part as soon as they are known; how many goals it missed."""
    console = Console(width=None if Console().is_terminal else 200)
    figures: list[Figure] = []
    try:
        figures.extend(measured(name, folder))
    except NoData as absent:
        typer.echo(_("%(part)s: left out, there is no %(file)s.") % {"part": name, "file": absent})
    if figures:
        table = Table(*COLUMNS, "", title=name, title_justify="left")
        for each in figures:
            told = (each.written, each.noise, each.aim, each.published, VERDICTS[each.held])
            table.add_row(each.what, each.rows, *told)
        console.print(table)
    return sum(figure.held is False for figure in figures)
