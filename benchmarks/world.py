"""A deployment of its own for a measurement: a durable embedded PostgreSQL, the cast, a token."""

from __future__ import annotations

import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

HOME = "LINLI_HOME"


@contextmanager
def home_in(kept: Path | None) -> Iterator[Path]:
    """A folder for everything that the measurement writes: the one given, or one for this time.

    It must be in the environment before Django reads its settings.
    """
    home = kept.resolve() if kept else Path(tempfile.mkdtemp(prefix="linli-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {HOME: str(home), "LINLI_DEMO": "0", "LINLI_DEBUG": "0", "LINLI_API_RATE": "0"}
    try:
        yield home
    finally:
        if not kept:
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def database(home: Path) -> Iterator[None]:
    """The embedded PostgreSQL in `home` with every table; fsync and synchronous commit are on.

    With LINLI_DATABASE_URL it is the database there, which should be an empty one.
    """
    import django  # noqa: PLC0415 - reads the settings, which need the environment above

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    django.setup()
    from linli import embedded  # noqa: PLC0415 - after the settings
    from linli.faces.commands.start import migrate, release_database, start_database  # noqa: PLC0415 - after the settings

    start_database()
    try:
        migrate()
        yield
    finally:
        release_database()
        embedded.leave(home)


def remembered(name: str, make: Callable[[], T]) -> T:
    """What `make` made the first time, kept in the home."""
    from django.conf import settings  # noqa: PLC0415 - after the settings

    file = Path(settings.HOME) / f"{name}.pickle"
    if not file.exists():
        file.write_bytes(pickle.dumps(make()))
    made: T = pickle.loads(file.read_bytes())
    return made


@dataclass(frozen=True)
class World:
    """What a measurement needs to know of the deployment."""

    token: str
    unit_id: int
    service_id: int
    edition_id: int
    rule_id: int
    places: tuple[str, ...]
    category: str
    community: str
    """The community whose cases are moved; its unit has the same code."""
    desk: str
    worker: str
    """The tokens of the desk of its street, and of somebody who works there."""
    clocks: int
    """How many begin to run with a report."""
    address: str
    """Where the database is."""


def people(at: datetime) -> World:
    """The cast's district, all categories, and service accounts that report and move cases."""
    from django.conf import settings  # noqa: PLC0415 - reads the settings

    from linli import embedded  # noqa: PLC0415 - after the settings
    from linli.affairs.cases.actions import load_categories  # noqa: PLC0415 - after the settings
    from linli.affairs.cases.flow import flow  # noqa: PLC0415 - after the settings
    from linli.affairs.cases.models import Category  # noqa: PLC0415 - after the settings
    from linli.affairs.cases.queries import best_rule  # noqa: PLC0415 - after the settings
    from linli.ground.org.actions import add_user, grant_duty, issue_token  # noqa: PLC0415 - after the settings
    from linli.ground.org.models import User  # noqa: PLC0415 - after the settings
    from linli.ground.org.queries import unit_for  # noqa: PLC0415 - after the settings
    from linli.ground.rulepacks.queries import pack_for  # noqa: PLC0415 - after the settings
    from tests.cast import SINCE, build  # noqa: PLC0415 - after the settings

    cast = build()
    load_categories(by=cast.system, at=at)

    def service(name: str, unit: str, role: str, *scopes: str) -> tuple[User, str]:
        user = add_user(username=name, name=name, kind="service", by=cast.secadmin, at=at)
        duty = {"unit": cast.units[unit], "role": role, "valid_from": SINCE}
        grant_duty(user=user, by=cast.system, at=at, **duty)
        _row, token = issue_token(user=user, label=name, scopes=scopes, by=cast.secadmin, at=at)
        return user, token

    reporter, token = service("bench", "990101", "intake", "cases.report", "cases.read")
    places = tuple(code for code in cast.places if code.startswith("990101") and len(code) == 12)
    category = Category.objects.get(code="030501")
    rule = best_rule(category, places[0], at.date())
    assert rule is not None
    return World(
        token=token,
        unit_id=unit_for(places[0], "street", at).pk,
        service_id=reporter.pk,
        edition_id=pack_for(places[0], at.date()).edition.pk,
        rule_id=rule.pk,
        places=places,
        category=category.code,
        community=places[0],
        desk=service("desk", places[0][:9], "dispatcher", "cases.move")[1],
        worker=service("worker", places[0], "community_worker", "cases.move")[1],
        clocks=sum("reported" in clock.runs_in for clock in flow.clocks),
        address=settings.DATABASE_URL or embedded.address(settings.HOME),
    )
