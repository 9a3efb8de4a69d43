"""`linli lake`: what is counted as Parquet files, and measures asked of them."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress as Bar

from linli.faces.commands import CommandFailed
from linli.ground.places.codes import Level, NotAPlaceCode
from linli.insight.lake import actions, verifying
from linli.insight.lake.manifest import Manifest, NoLake, read
from linli.insight.lake.queries import Cell, NothingBelow, by_place_and_month, entries_waiting
from linli.insight.lake.sources import NoSpark, counted_up_to, duck, spark
from linli.insight.measures.asking import UnknownMeasure
from linli.insight.measures.models import Progress
from linli.insight.measures.periods import NoPeriod, Period
from linli.insight.measures.registry import MEASURES
from linli.insight.measures.series import Source
from linli.insight.measures.sources import Facts

app = typer.Typer(add_completion=False, no_args_is_help=True)

DEFAULT = "lake"
"""Below LINLI_HOME."""

Where = Annotated[Path | None, typer.Option("--lake", help="Its folder; else lake in LINLI_HOME.")]


class Engine(StrEnum):
    """Where a measure can be asked."""

    POSTGRES = "postgres"
    DUCKDB = "duckdb"
    SPARK = "spark"


@app.callback()
def lake() -> None:
    """Matters and entries as Parquet files without personal data, and measures over them."""


@app.command()
def export(lake: Where = None) -> None:
    """Write what the journal tells that is not in the lake yet."""
    with Bar(console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        try:
            done = actions.export(
                _folder(lake),
                at=timezone.now(),
                progress=lambda count: bar.advance(task, count),
            )
        except actions.LakeRefused as error:
            raise CommandFailed(str(error)) from error
    told = {"entries": done.entries, "matters": done.matters, "folder": _folder(lake)}
    typer.echo(_("%(entries)d entries added, %(matters)d matters folded: %(folder)s") % told)


@app.command()
def status(lake: Where = None) -> None:
    """How much is in the lake, up to when, and how much waits in the journal."""
    manifest = _read(_folder(lake))
    size = sum(file.bytes for file in manifest.files) / 1_000_000
    told = [
        (_("version of the relations"), str(manifest.schema)),
        (_("entries"), f"{manifest.entries:,}"),
        (_("matters"), f"{manifest.matters:,}"),
        (_("partitions"), f"{len(manifest.partitions):,}"),
        (_("size"), f"{size:,.1f} MB"),
        (_("entries known up to"), _moment(manifest.written)),
        (_("matters folded up to"), _moment(manifest.counted)),
        (_("entries left out"), f"{manifest.left_out:,}"),
        (_("entries that wait in the journal"), f"{entries_waiting(manifest):,}"),
    ]
    for name, value in told:
        typer.echo(f"{name}: {value}")


@app.command()
def verify(
    lake: Where = None,
    figures: Annotated[
        bool, typer.Option("--published", help="Count every published figure from the lake too.")
    ] = False,
) -> None:
    """Check that every file is as written, no entry missing or double, the matters folded right."""
    folder = _folder(lake)
    _read(folder)
    found = list(verifying.faults(folder))
    for fault in found:
        typer.echo(f"{fault.where}: {fault.problem}")
    different = 0
    for publication, differences in verifying.published(folder) if figures else ():
        told = {"publication": publication, "different": len(differences)}
        typer.echo(_("%(publication)s: %(different)d figures differ.") % told)
        different += len(differences)
    if found or different:
        raise CommandFailed(_("The lake is not as it should be: see above."))
    typer.echo(_("The lake is as it was written, and as the journal tells."))


@app.command()
def query(
    measure: Annotated[str, typer.Argument(help="Its code; linli measures list shows them.")],
    period: Annotated[str, typer.Option(help="Such as 2026, 2026-Q1 or 2026-03.")],
    by: Annotated[Level, typer.Option(help="Which places are told apart.")] = Level.STREET,
    place: Annotated[str, typer.Option(help="Only within the place with this code.")] = "",
    engine: Annotated[Engine, typer.Option("--from", help="Who counts.")] = Engine.DUCKDB,
    lake: Annotated[
        list[Path] | None, typer.Option(help="A lake; more than once for several districts.")
    ] = None,
    master: Annotated[str, typer.Option(help="Of Spark; or spark://host:7077.")] = "local[*]",
    with_excluded: Annotated[
        bool, typer.Option(help="Count what was left out by a decision, too.")
    ] = False,
) -> None:
    """A measure by place and month, as CSV; small figures too, so not to publish as it is."""
    folders = lake or [_folder(None)]
    try:
        told = Period.parse(period)
        with _source(engine, folders, master) as (source, at):
            cells = by_place_and_month(
                measure,
                period=told,
                level=by,
                at=at,
                source=source,
                place=place,
                with_excluded=with_excluded,
            )
    except UnknownMeasure as error:
        names = {"code": measure, "known": ", ".join(MEASURES)}
        raise CommandFailed(
            _("There is no measure %(code)s. There are: %(known)s.") % names
        ) from error
    except (NoPeriod, NoLake, NoSpark, NotAPlaceCode, NothingBelow) as error:
        raise CommandFailed(str(error)) from error
    typer.echo(_("As known at %(at)s.") % {"at": _moment(at)}, err=True)
    _show(cells)


@contextmanager
def _source(engine: Engine, lakes: list[Path], master: str) -> Iterator[tuple[Source, datetime]]:
    """Where to ask, and up to when it knows what happened."""
    if engine == Engine.POSTGRES:
        progress = Progress.objects.first()
        if progress is None:
            raise CommandFailed(_("There are no facts yet. Make them with: linli measures refresh"))
        yield Facts(), progress.horizon
        return
    at = min(counted_up_to(each) for each in lakes)
    with duck(lakes) if engine == Engine.DUCKDB else spark(lakes, master) as source:
        yield source, at


def _show(cells: list[Cell]) -> None:
    lines = csv.writer(sys.stdout)
    lines.writerow(("place", "name", "month", "value", "numerator", "denominator", "low", "high"))
    for cell in cells:
        found = cell.figure
        numbers = (found.value, found.numerator, found.denominator, found.low, found.high)
        lines.writerow((cell.place, cell.name, cell.month, *numbers))


def _folder(lake: Path | None) -> Path:
    return (lake or settings.HOME / DEFAULT).resolve()


def _read(folder: Path) -> Manifest:
    try:
        return read(folder)
    except NoLake as error:
        raise CommandFailed(str(error)) from error


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else "—"
