"""`linli django …`: Django's own management commands."""

from __future__ import annotations

import typer
from django.core.management import execute_from_command_line

from linli.faces.commands.start import start_database

WITHOUT_DATABASE = {"help", "version", "compilemessages", "makemessages", "--help", "--version"}

app = typer.Typer(add_completion=False)
ANYTHING = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command(context_settings=ANYTHING)
def django(context: typer.Context) -> None:
    """Pass a command on to Django's own management, e.g. `linli django migrate`."""
    if not WITHOUT_DATABASE & set(context.args[:1]):
        start_database()
    execute_from_command_line(["linli django", *context.args])
