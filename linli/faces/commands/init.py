"""`linli init`: the places, units, categories and first catalogue line of a deployment."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from linli.affairs.cases.actions import first_rule, load_categories
from linli.faces.commands import CommandFailed
from linli.ground.org.actions import set_up_units, the_system
from linli.ground.people.actions import declare_purposes
from linli.ground.people.purposes import shipped
from linli.ground.places.actions import UnknownDivision, generate_grids, set_up_area
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
    system = the_system(at=now)
    try:
        set_up_area(prefix=district or city, by=system, at=now)
    except UnknownDivision as error:
        raise CommandFailed(str(error)) from error
    area = Place.objects.get(code=district or city)
    communities = Place.objects.under(area.code).filter(level="community")
    if grids:
        with Progress(console=Console(stderr=True)) as progress:
            for place in progress.track(communities, description=_("Grids")):
                generate_grids(community_code=place.code, count=grids, by=system, at=now)
    set_up_units(Place.objects.under(area.code), by=system, at=now)
    load_categories(by=system, at=now)
    first_rule(area, by=system, at=now)
    declare_purposes(shipped(), by=system, at=now)
    under = Place.objects.under(area.code)
    typer.echo(
        _("%(name)s is set up: %(streets)d streets, %(communities)d communities, %(grids)d grids.")
        % {
            "name": area.name,
            "streets": under.filter(level="street").count(),
            "communities": communities.count(),
            "grids": under.filter(level="grid").count(),
        }
    )
