"""`linli users`: the first administrator, and whoever else is set up on the machine itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import typer
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.faces.commands import CommandFailed
from linli.ground.org.actions import (
    OrgError,
    add_user,
    grant_duty,
    new_password,
    reset_password,
    the_system,
)
from linli.ground.org.models import Unit, User
from linli.ground.org.roles import ROLES
from linli.ground.signin import actions as signin

app = typer.Typer(add_completion=False, no_args_is_help=True)

Kind = Literal["staff", "service"]
Username = Annotated[str, typer.Argument(help="The name to sign in with.")]


@app.callback()
def users() -> None:
    """Set up users, give them new passwords, help who lost their second factor."""


@app.command()
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="What people call them.")] = "",
    kind: Annotated[Kind, typer.Option(help="Somebody, or a program.")] = "staff",
    administrator: Annotated[
        User.Administrator | None, typer.Option(help="Which of the three administrators, if any.")
    ] = None,
    unit: Annotated[str, typer.Option(help="Code of the unit of a first duty.")] = "",
    role: Annotated[str, typer.Option(help="Role of that duty.")] = "",
) -> None:
    """Set up a user and show the password, this once. Begin with --administrator security."""
    if bool(unit) != bool(role):
        raise typer.BadParameter(_("Name --unit and --role together."))
    if administrator and kind != "staff":
        raise typer.BadParameter(_("Only staff are administrators."))
    at = timezone.now()
    password = new_password() if kind == "staff" else None
    try:
        with transaction.atomic():
            user = add_user(
                username=username,
                name=name or username,
                kind=kind,
                administrator=administrator.value if administrator else "",
                password=password,
                temporary=True,
                by=the_system(at=at),
                at=at,
            )
            if unit:
                _grant(user, unit, role, at)
    except OrgError as error:
        raise CommandFailed(str(error)) from error
    typer.echo(_("%(user)s is set up.") % {"user": user.username})
    _show(password)


@app.command()
def password(username: Username) -> None:
    """Give somebody of the staff a new password and show it, this once."""
    at = timezone.now()
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise CommandFailed(_("There is no user “%(name)s”.") % {"name": username})
    try:
        new = reset_password(user, by=the_system(at=at), at=at)
    except OrgError as error:
        raise CommandFailed(str(error)) from error
    typer.echo(
        _("%(user)s has a new password; the old one is of no use.") % {"user": user.username}
    )
    _show(new)


@app.command()
def reset_factors(
    username: Username,
    reason: Annotated[str, typer.Option(help="Why, and how you know who asked.")],
) -> None:
    """Take the second factors from somebody who lost them, an administrator too; end sessions.

    They set up new ones at the next sign-in, with their password. It is in the journal.
    """
    at = timezone.now()
    user = User.objects.listed().filter(username__iexact=username).first()
    if user is None:
        raise CommandFailed(_("There is no user “%(name)s”.") % {"name": username})
    try:
        taken = signin.reset_factors(user, reason=reason, by=the_system(at=at), at=at)
    except OrgError as error:
        raise CommandFailed(str(error)) from error
    if not taken:
        raise CommandFailed(_("%(user)s has no second factor.") % {"user": user.username})
    typer.echo(
        _("The second factors of %(user)s are removed, and the sessions ended.")
        % {"user": user.username}
    )


def _grant(user: User, code: str, role: str, at: datetime) -> None:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise CommandFailed(_("There is no unit with the code %(code)s.") % {"code": code})
    if role not in ROLES:
        known = ", ".join(ROLES)
        raise CommandFailed(_("The role is one of these: %(roles)s.") % {"roles": known})
    today, system = timezone.localdate(at), the_system(at=at)
    grant_duty(user=user, unit=unit, role=role, valid_from=today, by=system, at=at)


def _show(password: str | None) -> None:
    """The password alone on the standard output's last line, so that a script can take it."""
    if password:
        typer.echo(_("The password is shown this once:"))
        typer.echo(password)
    else:
        typer.echo(
            _("A service account has no password: the security administrator issues tokens.")
        )
