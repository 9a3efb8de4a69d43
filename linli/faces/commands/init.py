"""`linli init`: the places, units, categories and first catalogue line of a deployment."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.actions import set_up_district
from linli.faces.commands import CommandFailed
from linli.ground.org.actions import the_system
from linli.ground.places.actions import UnknownDivision
from linli.ground.places.models import Place

app = typer.Typer(add_completion=False)


@app.command()
def init(
    district: Annotated[str, typer.Option(help="Code of a district (6 digits).")] = "",
    city: Annotated[str, typer.Option(help="Code (4 digits) of a whole city instead.")] = "",
    grids: Annotated[int, typer.Option(min=0, max=999, help="Grids for each community.")] = 0,
) -> None:
    """Set up a district (or a city) with its streets and communities, from the table shipped.

    It can be run again: what is there already stays as it is.
    """
    if bool(district) == bool(city):
        raise typer.BadParameter(_("Name either --district or --city."))
    now = timezone.now()
    try:
        area = set_up_district(prefix=district or city, grids=grids, by=the_system(at=now), at=now)
    except UnknownDivision as error:
        raise CommandFailed(str(error)) from error
    under = Place.objects.under(area.code)
    typer.echo(
        _("%(name)s is set up: %(streets)d streets, %(communities)d communities, %(grids)d grids.")
        % {
            "name": area.name,
            "streets": under.filter(level="street").count(),
            "communities": under.filter(level="community").count(),
            "grids": under.filter(level="grid").count(),
        }
    )
