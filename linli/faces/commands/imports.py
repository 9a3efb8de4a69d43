"""`linli import`: places, grids, units, duties and cases from tables, every row checked first."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from linli.affairs.cases.actions import check_cases, import_cases
from linli.affairs.cases.importing import BadProfile, load_profile
from linli.affairs.cases.models import Case
from linli.faces.commands import CommandFailed
from linli.ground.org.actions import import_duties, import_units, set_up_units, the_system
from linli.ground.org.importing import UNIT_COLUMNS
from linli.ground.org.rosters import DUTY_COLUMNS
from linli.ground.places.actions import import_grids, import_places
from linli.ground.places.importing import read_grids, read_places
from linli.ground.places.models import Place
from linli.ground.sheets.checking import Imported, RowsRefused
from linli.ground.sheets.reading import Unreadable, read

app = typer.Typer(add_completion=False, no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A .csv or .xlsx file.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave bad rows out, take the others.")]

REFUSED = (Unreadable, RowsRefused, BadProfile)


@app.callback()
def imports() -> None:
    """Bring in places, grids, units, duties or cases: all rows or none, but with --skip-bad."""


@app.command()
def places(file: File, skip_bad: SkipBad = False) -> None:
    """Places of any level, by their codes."""
    now = timezone.now()
    system = the_system(at=now)
    try:
        rows = read_places(file)
        done = import_places(rows=rows, skip_bad=skip_bad, by=system, at=now)
    except REFUSED as error:
        raise CommandFailed(str(error)) from error
    set_up_units(Place.objects.filter(valid_to=None), by=system, at=now)
    _tell(done)


@app.command()
def grids(file: File, skip_bad: SkipBad = False) -> None:
    """Grids of communities, from a table or a GeoJSON file; each gets its unit."""
    now = timezone.now()
    system = the_system(at=now)
    try:
        rows = read_grids(file)
        done = import_grids(rows=rows, skip_bad=skip_bad, by=system, at=now)
    except REFUSED as error:
        raise CommandFailed(str(error)) from error
    set_up_units(Place.objects.filter(level="grid", valid_to=None), by=system, at=now)
    _tell(done)


@app.command()
def units(file: File, skip_bad: SkipBad = False) -> None:
    """Departments, property companies and other units."""
    now = timezone.now()
    try:
        rows = read(file, UNIT_COLUMNS)
        done = import_units(rows=rows, skip_bad=skip_bad, by=the_system(at=now), at=now)
    except REFUSED as error:
        raise CommandFailed(str(error)) from error
    _tell(done)


@app.command()
def duties(file: File, skip_bad: SkipBad = False) -> None:
    """Who has which role in which unit. A last day ends a duty; the same table changes nothing."""
    now = timezone.now()
    try:
        rows = read(file, DUTY_COLUMNS)
        done = import_duties(rows=rows, skip_bad=skip_bad, by=the_system(at=now), at=now)
    except REFUSED as error:
        raise CommandFailed(str(error)) from error
    _tell(done)


@app.command()
def cases(
    file: File,
    profile: Annotated[str, typer.Option(help="Name or path of a mapping file.")] = "linli",
    skip_bad: SkipBad = False,
) -> None:
    """Cases with the times they really had; the same file again adds nothing."""
    now = timezone.now()
    system = the_system(at=now)
    try:
        mapping = load_profile(profile)
        area = _area()
        checked = check_cases(read(file, mapping.asked_for()), profile=mapping, area=area)
        with Progress(console=Console(stderr=True)) as progress:
            bar = progress.add_task(_("Cases"), total=len(checked.good))
            done = import_cases(
                checked,
                profile=mapping,
                by=system,
                at=now,
                skip_bad=skip_bad,
                progress=lambda count: progress.update(bar, completed=count),
            )
    except REFUSED as error:
        raise CommandFailed(str(error)) from error
    _tell(done)
    _tell_places(mapping.source)


def _area() -> str:
    """The code under which all streets of this deployment lie."""
    codes = list(Place.objects.filter(level="district").values_list("code", flat=True))
    if not codes:
        raise CommandFailed(_("No district is set up yet. Begin with: linli init --district …"))
    same = [code[:n] for n in (6, 4, 2) for code in codes[:1] if len({c[:n] for c in codes}) == 1]
    return same[0] if same else ""


def _tell(done: Imported) -> None:
    for fault in done.faults:
        typer.echo(str(fault), err=True)
    for warning in done.warnings:
        typer.echo(str(warning), err=True)
    typer.echo(
        _("%(created)d added, %(updated)d changed, %(unchanged)d as before, %(bad)d bad.")
        % {
            "created": done.created,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "bad": len({fault.row for fault in done.faults}),
        }
    )


def _tell_places(source: str) -> None:
    """How far down the place of the imported cases is known, and how many say the same again."""
    found = Case.objects.filter(source=source)
    depth = Counter(found.annotate(depth=Length("place_id")).values_list("depth", flat=True))
    names = {4: _("city"), 6: _("district"), 9: _("street"), 12: _("community"), 15: _("grid")}
    known = ", ".join(f"{names[n]} {depth[n]}" for n in sorted(depth) if n in names)
    typer.echo(_("Place known down to: %(known)s.") % {"known": known})
    repeats = found.filter(duplicate_of__isnull=False).count()
    typer.echo(_("Word for word the same as an earlier one: %(count)d.") % {"count": repeats})
