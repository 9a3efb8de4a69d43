"""`linli report`: the figures of a place as a PDF and a workbook, to be handed on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from linli.faces.commands import CommandFailed
from linli.ground.org.models import User
from linli.ground.places.codes import district_of, level_of
from linli.ground.places.models import Place
from linli.insight.boards import reports, sheets
from linli.insight.boards.actions import open_months
from linli.insight.boards.asked import Asked
from linli.insight.boards.cards import Board
from linli.insight.boards.forms import months_over
from linli.insight.boards.opened import made
from linli.insight.boards.queries import SHOWN, open_board
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
        str,
        typer.Option("--for", help="As this member of staff may see it; else the open board."),
    ] = "",
    language: Annotated[str, typer.Option(help="zh-hans, en, or both.")] = "both",
    out: Annotated[Path, typer.Option(help="Into which folder.")] = Path(),
) -> None:
    """Write the report of a month, in one language or in both."""
    asked = _asked(_place(place), _month(period), reader)
    told = reports.report if reader else open_board
    out.mkdir(parents=True, exist_ok=True)
    for each in _languages(language):
        with translation.override(each):
            _write(told(asked), out)


def _write(shown: Board, out: Path) -> None:
    """Both files from one reading of the figures."""
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


def _asked(place: str, period: Period, reader: str) -> Asked:
    """What a reader asks now; or anybody, of the open board as it was made.

    That tells of no grid and of no month that is running, or that it has no longer.
    """
    now = timezone.now()
    if reader:
        return Asked(place, period, now, _reader(reader, place, now))
    if level_of(place) not in SHOWN:
        raise CommandFailed(_("Nothing smaller than a community is told to everybody."))
    if period.ends > now:
        raise CommandFailed(_("A month that is not over is told to nobody without --for."))
    at = made().get(district_of(place))
    if at is None or period not in months_over(timezone.localdate(at)):
        raise CommandFailed(_("The open board has no such month. Make it anew: linli report open"))
    return Asked(place, period, at, anybody())


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


def _reader(username: str, place: str, at: datetime) -> User:
    """Whose eyes the report is written for."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not sight(user, at).covers(place, None):
        raise CommandFailed(_("%(name)s sees no figures of this place.") % {"name": username[:40]})
    return user


def _languages(asked: str) -> list[str]:
    known = [code for code, _name in settings.LANGUAGES]
    if asked == "both":
        return known
    if asked not in known:
        raise CommandFailed(_("Reports are written in: %(known)s.") % {"known": ", ".join(known)})
    return [asked]
