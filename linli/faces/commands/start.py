"""Make Django and its database ready for a command."""

from __future__ import annotations

import gc
import os

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import translation

from linli import embedded
from linli.faces.commands import CommandFailed, Needs

MIGRATION_LOCK = 0x11_11_11  # an advisory lock: one process migrates, the others wait for it


def ready(needs: Needs = Needs.DATABASE) -> None:
    """Load the apps; start (or find) the database; make its tables: as far as is needed."""
    if needs >= Needs.DATABASE:
        start_database()
    gc.disable()  # what is loaded stays: to look for garbage in it takes a sixth of the time
    django.setup()
    gc.freeze()
    gc.enable()
    translation.activate(language(os.environ))
    if needs >= Needs.SCHEMA:
        migrate()


def start_database() -> None:
    """Start the embedded PostgreSQL, unless another one is set."""
    if not settings.DATABASE_URL:
        embedded.start(settings.HOME)


def release_database() -> None:
    """Close every connection and the pool's threads, so that the process may fork."""
    connections.close_all()
    for each in connections.all(initialized_only=True):
        if isinstance(each, DatabaseWrapper):
            each.close_pool()


def pending_migrations() -> list[str]:
    """The names of the migrations that the database has not seen yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def unknown_migrations(applied: set[tuple[str, str]]) -> list[str]:
    """Those of our apps that this program does not know: they are of a later one."""
    disk = MigrationLoader(None).disk_migrations
    known = {*disk, *(key for migration in disk.values() for key in migration.replaces)}
    ours = {app_label for app_label, _name in known}
    return sorted(".".join(key) for key in applied if key[0] in ours and key not in known)


def migrate() -> bool:
    """Bring the tables up to date. Tells whether there was anything to do."""
    if not pending_migrations():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return True


def check_migrated() -> None:
    """Raise CommandFailed where the tables are older than the program."""
    if pending_migrations():
        raise CommandFailed(
            translation.gettext("The database is older than the program. Run: linli django migrate")
        )


def language(environ: dict[str, str] | os._Environ[str]) -> str:
    """LINLI_LANGUAGE, or what the terminal speaks, or the language of the installation."""
    if "LINLI_LANGUAGE" not in environ:
        spoken = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
        if spoken.startswith("en"):
            return "en"
        if spoken.startswith("zh"):
            return "zh-hans"
    return str(settings.LANGUAGE_CODE)
