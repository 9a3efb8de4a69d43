"""`linli measures`: what is counted, keeping the facts, and recomputing what was published."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.faces.commands import CommandFailed
from linli.insight.measures import actions
from linli.insight.measures.models import Publication
from linli.insight.measures.periods import NoPeriod, Period
from linli.insight.measures.registry import MEASURES

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def measures() -> None:
    """Every figure: what it counts, and whether it can be counted again."""


@app.command("list")
def list_() -> None:
    """The measures: code, name, and what they are a share of."""
    for measure in MEASURES.values():
        typer.echo(f"{measure.code:24} {measure.unit:8} {measure.label} ({measure.basis})")


@app.command()
def refresh(
    anew: Annotated[bool, typer.Option("--anew", help="Fold the whole journal anew.")] = False,
) -> None:
    """Bring the facts up to the minute; the worker does it every minute."""
    run = actions.rebuild if anew else actions.refresh
    typer.echo(_("%(count)d matters folded.") % {"count": run(at=timezone.now())})


@app.command()
def recompute(
    month: Annotated[str, typer.Option(help="Such as 2026-03.")],
    place: Annotated[str, typer.Option(help="Code of a place; without it all.")] = "",
) -> None:
    """Count what was published for a month anew from the journal, and compare it to the digit."""
    try:
        period = Period.parse_month(month)
    except NoPeriod as error:
        raise CommandFailed(str(error)) from error
    found = Publication.objects.filter(month=period.first).select_related(
        "edition", "definition", "place"
    )
    if place:
        found = found.filter(place=place)
    if not found:
        raise CommandFailed(_("Nothing was published for this month."))
    different = sum(_compare(publication) for publication in found)
    if different:
        raise CommandFailed(_("%(count)d figures differ from the journal.") % {"count": different})


def _compare(publication: Publication) -> int:
    """Show how a publication compares; how many figures differ."""
    differences = actions.recompute(publication)
    count = publication.figures.count()
    typer.echo(
        _("%(publication)s: %(count)d figures, %(different)d differ.")
        % {"publication": publication, "count": count, "different": len(differences)}
    )
    for each in differences:
        where = f"{each.measure} {each.place}{' +' if each.with_excluded else ''}"
        typer.echo(f"  {where}: {each.published} | {each.recomputed}")
    if differences and (codes := actions.redefined(publication)):
        typer.echo(_("Defined otherwise since then: %(codes)s") % {"codes": ", ".join(codes)})
    return len(differences)
