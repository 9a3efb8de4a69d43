"""`linli` on the command line: one module for each command, loaded when it is called.

A module offers `app`, a Typer; its line in COMMANDS says what `linli --help` shows of it and what
must be ready before it is imported, so that it may import models at its top like any other module.
"""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import typer
from typer.core import TyperGroup


class CommandFailed(Exception):
    """The command could not do its work; the message tells a person what to do. Exit code 1."""


class Needs(IntEnum):
    """What a command wants to find ready."""

    NOTHING = 0
    DJANGO = 1  # settings and apps, but no database
    DATABASE = 2  # a running database, as it is
    SCHEMA = 3  # and its tables, made or brought up to date


@dataclass(frozen=True, slots=True)
class Listing:
    """One command as `linli --help` shows it, before its module is loaded."""

    module: str  # in linli.faces.commands
    help: str
    needs: Needs = Needs.DATABASE
    environ: dict[str, str] = field(default_factory=dict)  # where the user has not set it


COMMANDS = {
    "init": Listing("init", "Set up a district with its streets and communities.", Needs.SCHEMA),
    "import": Listing("imports", "Bring in places, grids, units, duties or cases.", Needs.SCHEMA),
    "export": Listing("exports", "Write cases into a table.", Needs.SCHEMA),
    "flows": Listing("flows", "Show every flow as a table and as a diagram.", Needs.DJANGO),
    "demo": Listing(
        "demo",
        "Build the demonstration, once, and run it.",
        Needs.DJANGO,
        {"LINLI_HOME": "var/demo", "LINLI_DEMO": "1"},
    ),
    "serve": Listing(
        "serve", "Run everything on this machine: database, web pages, worker.", Needs.DJANGO
    ),
    "web": Listing("web", "Run the web server alone.", Needs.DJANGO),
    "work": Listing("work", "Run a background worker alone."),
    "doctor": Listing("doctor", "Check this installation and say what to do.", Needs.DJANGO),
    "users": Listing("users", "Set up users and administrators.", Needs.SCHEMA),
    "backup": Listing("backup", "Write the database and the files into a folder."),
    "restore": Listing("restore", "Bring a backup into an empty installation."),
    "upgrade": Listing("upgrade", "Bring the tables up to date, after a backup."),
    "keys": Listing("keys", "Add, rotate and check the keys of personal data."),
    "privacy": Listing("privacy", "What is kept of people, ending it, looking for what is left."),
    "journal": Listing("journal", "Verify that the journal has not been tampered with."),
    "measures": Listing("measures", "What is counted; recompute what was published."),
    "report": Listing("report", "Write the report of a month as a PDF and a workbook."),
    "lake": Listing("lake", "What is counted as Parquet files; measures over them.", Needs.SCHEMA),
    "search": Listing("search", "Rebuild the index of words.", Needs.SCHEMA),
    "text": Listing("text", "Measure how well Chinese text is read.", Needs.DJANGO),
    "django": Listing("django", "Pass a command on to Django's own management.", Needs.NOTHING),
}


class Lazy(TyperGroup):
    """A group that knows its commands' names and help, and loads the one that is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command named by the first argument, made ready and imported."""
        name, found, rest = super().resolve_command(ctx, args)
        if name in COMMANDS and not ctx.resilient_parsing:
            found = load(COMMANDS[name], only_help="--help" in rest)
            found.name = name
        return name, found, rest


def load(listing: Listing, *, only_help: bool = False) -> Any:
    """Make ready what the command needs (for its help: no database) and import it."""
    for variable, value in listing.environ.items():
        os.environ.setdefault(variable, value)
    needs = min(listing.needs, Needs.DJANGO) if only_help else listing.needs
    if needs > Needs.NOTHING:
        start = importlib.import_module("linli.faces.commands.start")
        start.ready(needs)
    module = importlib.import_module(f"linli.faces.commands.{listing.module}")
    return typer.main.get_command(module.app)


app = typer.Typer(
    cls=Lazy,
    help="linli 邻里: community governance that answers to the people who live there.",
    epilog="Settings: variables that start with LINLI_, see docs/reference/settings.md.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain text: twice as fast, and readable in a log
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _placeholder() -> None:
    """Stands in the list until the real command is loaded."""


for _name, _listing in COMMANDS.items():
    app.command(_name, help=_listing.help)(_placeholder)
