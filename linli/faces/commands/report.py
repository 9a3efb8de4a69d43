"""`linli report`: the figures of a place as a PDF and a workbook, to be handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from linli.faces.commands import CommandFailed
from linli.ground.org.models import User
from linli.ground.places.codes import level_of
from linli.ground.places.models import Place
from linli.insight.boards import reports, sheets
from linli.insight.boards.actions import open_months
from linli.insight.boards.asked import Asked
from linli.insight.boards.queries import SHOWN
from linli.insight.boards.rules import anybody
from linli.insight.measures.periods import NoPeriod, Period
from linli.insight.measures.rules import sight

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def report() -> None:
    """The figures of a place as a PDF and a workbook with the same numbers."""


@app.command()
def month(
    period: Annotated[str, typer.Argument(help="Such as 2026-03.")],
    place: Annotated[str, typer.Option(help="Code of a district, street or community.")],
    reader: Annotated[
        str, typer.Option("--for", help="As this member of staff may see it; else as anybody may.")
    ] = "",
    language: Annotated[str, typer.Option(help="zh-hans, en, or both.")] = "both",
    out: Annotated[Path, typer.Option(help="Into which folder.")] = Path(),
) -> None:
    """Write the report of a month, in one language or in both."""
    asked = Asked(_place(place), _month(period), timezone.now(), _reader(reader, place))
    if not reader:
        _check_open(asked)
    out.mkdir(parents=True, exist_ok=True)
    for each in _languages(language):
        with translation.override(each):
            _write(asked, out)


def _write(asked: Asked, out: Path) -> None:
    """Both files from one reading of the figures."""
    shown = reports.report(asked)
    try:
        (out / reports.filename(shown, "pdf")).write_bytes(reports.pdf(shown))
    except reports.NoFont as error:
        raise CommandFailed(str(error)) from error
    with (out / reports.filename(shown, "xlsx")).open("wb") as book:
        sheets.write(shown, book)
    for suffix in ("pdf", "xlsx"):
        typer.echo(out / reports.filename(shown, suffix))


@app.command("open")
def open_() -> None:
    """Make the open board anew as the facts stand; the worker does it once a day."""
    made = open_months(at=timezone.now())
    typer.echo(_("%(count)d months of places are open.") % {"count": made})


def _check_open(asked: Asked) -> None:
    """Anybody is told of what the open board tells of: no grid, and no month that is running."""
    if level_of(asked.place) not in SHOWN:
        raise CommandFailed(_("Nothing smaller than a community is told to everybody."))
    if asked.period.ends > asked.at:
        raise CommandFailed(_("A month that is not over is told to nobody without --for."))


def _place(code: str) -> str:
    if not Place.objects.filter(code=code).exists():
        raise CommandFailed(_("There is no place with the code %(code)s.") % {"code": code})
    return code


def _month(text: str) -> Period:
    try:
        found = Period.parse_month(text)
    except NoPeriod as error:
        raise CommandFailed(str(error)) from error
    if found.begins > timezone.now():
        raise CommandFailed(_("The month has not begun yet."))
    return found


def _reader(username: str, place: str) -> User:
    """Whose eyes the report is written for; by default those of somebody who sees no case."""
    if not username:
        return anybody()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not sight(user, timezone.now()).covers(place, None):
        raise CommandFailed(_("%(name)s sees no figures of this place.") % {"name": username[:40]})
    return user


def _languages(asked: str) -> list[str]:
    known = [code for code, _name in settings.LANGUAGES]
    if asked == "both":
        return known
    if asked not in known:
        raise CommandFailed(_("Reports are written in: %(known)s.") % {"known": ", ".join(known)})
    return [asked]
