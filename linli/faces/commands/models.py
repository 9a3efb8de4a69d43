"""`linli text models`: the models of categories that were fitted here, and which one is in use."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from linli.affairs.cases.models import ModelUse, TextModel
from linli.affairs.cases.suggesting.actions import learning
from linli.affairs.cases.suggesting.models_in_use import cold, model_in_use
from linli.faces.commands import CommandFailed, Needs
from linli.faces.commands.start import ready
from linli.ground.org.actions import the_system
from linli.ground.org.models import User

COLUMNS = (
    *("model", "fitted", "learned from", "measured on"),
    *("macro F1", "before", "right where sure", "before", "left to a person", "before"),
)

By = Annotated[str, typer.Option(help="Who does it: the name of an account.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept beside the model.")]

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def models() -> None:
    """The models of categories of this deployment."""
    ready(Needs.SCHEMA)


@app.command("list")
def list_() -> None:
    """Show every model with its figures, and which is in use."""
    used = model_in_use()
    table = Table(*COLUMNS)
    for each in TextModel.objects.defer("content"):
        sign = " *" if used.version.startswith(each.version) else ""
        shares = (
            *(each.macro_f1, each.rival_macro_f1, each.right, each.rival_right),
            *(each.asked, each.rival_asked),
        )
        counts = (str(each.rows), str(each.held_out))
        day = f"{timezone.localdate(each.fitted_at)}"
        table.add_row(f"{each.version}{sign}", day, *counts, *(f"{share:.3f}" for share in shares))
    if table.row_count:
        Console(width=None if Console().is_terminal else 200).print(table)
    typer.echo(_("In use: %(version)s") % {"version": used.version})
    if used.trouble:
        raise CommandFailed(
            _("The chosen model cannot be read, so the words stand in: %(reason)s")
            % {"reason": used.trouble}
        )


@app.command()
def fit() -> None:
    """Fit a model now, as happens every week. It takes over where it is no worse."""
    now = timezone.now()
    try:
        made = learning.fit(by=the_system(at=now), at=now)
    except learning.NotFitted as error:
        raise CommandFailed(str(error)) from error
    use = ModelUse.objects.first()
    words = (
        _("%(model)s is in use now: macro F1 %(f1).3f, before %(before).3f.")
        if use is not None and use.model_id == made.pk
        else _("%(model)s is kept and not in use: macro F1 %(f1).3f, before %(before).3f.")
    )
    figures = {"model": made.version, "f1": made.macro_f1, "before": made.rival_macro_f1}
    typer.echo(words % figures)


@app.command()
def use(
    version: Annotated[str, typer.Argument(help="As `linli text models list` shows it.")],
    by: By,
    reason: Reason,
) -> None:
    """Put a model to use."""
    found = TextModel.objects.filter(version=version).first()
    if found is None and version != cold().version:
        raise CommandFailed(_("There is no model %(version)s.") % {"version": version})
    _use(found, by, reason, timezone.now())


@app.command("roll-back")
def roll_back(by: By, reason: Reason) -> None:
    """Put the model to use that was in use before."""
    last = list(ModelUse.objects.select_related("model")[:2])
    if not last:
        raise CommandFailed(_("No model was put to use yet, so there is none to go back to."))
    _use(last[1].model if len(last) == 2 else None, by, reason, timezone.now())


def _use(model: TextModel | None, by: str, reason: str, at: datetime) -> None:
    user = User.objects.filter(username=by).first()
    if user is None:
        raise CommandFailed(_("There is no account %(name)s.") % {"name": by})
    try:
        learning.use_model(model, reason=reason, by=user, at=at)
    except (learning.NotChosen, learning.MayNotChoose) as error:
        raise CommandFailed(str(error)) from error
    typer.echo(_("In use: %(version)s") % {"version": model_in_use().version})
