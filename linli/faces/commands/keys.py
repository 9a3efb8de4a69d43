"""`linli keys`: the keys under which personal data is sealed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from linli.faces.commands import CommandFailed
from linli.ground.org.actions import the_system
from linli.ground.people.actions import Resealed, StillSealed, reencrypt, retire_key
from linli.ground.people.ciphers import (
    BadKeys,
    KeyInUse,
    KeysInEnvironment,
    NoSuchKey,
    WrongKey,
    add_key,
    ring,
)
from linli.ground.people.queries import keys_fit
from linli.ground.people.sealed import sealed_models

BATCH = 500
"""Rows of one transaction: short enough that nobody waits for their lock."""

FOREIGN_KEYS = gettext_lazy(
    "The keys are not those of this database. Put the right data.keys or LINLI_KEYS back."
)

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def keys() -> None:
    """The keys of personal data: add one, seal anew with it, give an old one up, check them."""


@app.command()
def add() -> None:
    """Add a key to the key file. From now on it seals; what the old ones sealed still opens."""
    try:
        number = add_key()
    except (KeysInEnvironment, BadKeys) as error:
        raise CommandFailed(str(error)) from error
    typer.echo(
        _("Key %(number)d is added. Copy the key file to a safe place.") % {"number": number}
    )
    typer.echo(_("To seal what is there with it: linli keys rotate"))


@app.command()
def rotate() -> None:
    """Seal all personal data with the newest key. It can be stopped and begun again."""
    _require_fit()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    written = 0
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        for model in sealed_models():
            total = model._base_manager.count()
            bar = progress.add_task(str(model._meta.verbose_name), total=total)
            for batch in _reseal(model):
                written += batch.written
                progress.update(bar, advance=batch.read)
    typer.echo(
        _("%(rows)d rows are sealed anew; all are under key %(number)d now.")
        % {"rows": written, "number": ring().newest}
    )
    typer.echo(_("Keep the older keys for as long as backups need them."))


@app.command()
def retire(number: Annotated[int, typer.Argument(help="The number of an old key.")]) -> None:
    """Give up an old key. Refused while anything is still sealed with it."""
    _require_fit()
    now = timezone.now()
    try:
        retire_key(number, by=the_system(at=now), at=now)
    except (NoSuchKey, KeyInUse, StillSealed, KeysInEnvironment) as error:
        raise CommandFailed(str(error)) from error
    typer.echo(_("Key %(number)d is taken out of the key file.") % {"number": number})
    typer.echo(_("Keep a copy of it for as long as there are backups that it opens."))


@app.command()
def check() -> None:
    """Do the keys open what is in the database? Exit code 1 where they do not."""
    _require_fit()
    numbers = ", ".join(map(str, sorted(ring().data)))
    typer.echo(_("The keys fit. Data keys: %(numbers)s.") % {"numbers": numbers})


def _reseal(model: type[Model]) -> Iterator[Resealed]:
    """Every batch of a model, each in its own transaction."""
    after = None
    while True:
        now = timezone.now()
        try:
            batch = reencrypt(model, after=after, size=BATCH, by=the_system(at=now), at=now)
        except WrongKey as error:
            raise CommandFailed(str(error)) from error
        yield batch
        after = batch.last
        if after is None:
            return


def _require_fit() -> None:
    try:
        ring()  # read even where nothing is sealed yet
        fit = keys_fit()
    except BadKeys as error:
        raise CommandFailed(str(error)) from error
    if not fit:
        raise CommandFailed(str(FOREIGN_KEYS))
