"""`linli doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import typer
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import checks
from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from linli import embedded
from linli.affairs.cases.suggesting.models_in_use import model_in_use
from linli.faces.commands import CommandFailed
from linli.faces.commands.start import pending_migrations, start_database
from linli.ground.journal.models import Delivery
from linli.ground.org.models import Duty
from linli.ground.org.roles import ROLES
from linli.ground.people.ciphers import BadKeys, ring
from linli.ground.people.queries import keys_fit
from linli.ground.worktime.calendar import years_covered
from linli.ground.worktime.checks import missing_years

PYTHON = (3, 11)
POSTGRESQL = 15
LEAST_DISK = 2 * 1024**3  # bytes
HEARTBEAT = timedelta(seconds=60)  # a living worker reports every ten seconds
LONGEST_WAIT = timedelta(minutes=5)
NAMED = 10  # duties that are told by name
SECRETS = ("secret.key", "data.keys")
WHOLE_FRONT_END = "vendor/stamp"

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at. `advice` where something is wrong; `mild` where work can go on."""

    about: str
    advice: str = ""
    mild: bool = False

    def __str__(self) -> str:
        sign = "✓" if not self.advice else "!" if self.mild else "✗"
        return f"{sign} {self.about}" + (f"\n    → {self.advice}" if self.advice else "")


@app.command()
def doctor() -> None:
    """Check this installation: ✓ well, ! worth a look, ✗ broken (exit code 1). Changes nothing."""
    findings = []
    for finding in examine(timezone.now()):
        typer.echo(str(finding))
        findings.append(finding)
    broken = [finding for finding in findings if finding.advice and not finding.mild]
    if broken:
        raise CommandFailed(_("%(count)s checks failed.") % {"count": len(broken)})
    typer.echo(_("This installation is well."))


def examine(at: datetime) -> Iterator[Finding]:
    """All findings; those about the database only where it answers."""
    yield python(sys.version_info[:2])
    yield disk(shutil.disk_usage(existing(settings.HOME)).free)
    yield from secrets(settings.HOME)
    yield front_end()
    yield calendar(missing_years(timezone.localdate(at)))
    yield from system_checks()
    found = database()
    yield found
    if found.advice:
        return
    tables = migrations()
    yield tables
    if not tables.advice:
        yield data_keys()
        yield worker(at)
        yield queue(at)
        yield parked()
        yield categories()
        yield duties(at)


def python(version: tuple[int, ...]) -> Finding:
    """Is Python new enough?"""
    about = _("Python %(version)s") % {"version": ".".join(map(str, version))}
    return Finding(about, "" if version >= PYTHON else _("Install Python 3.11 or later."))


def disk(free: int) -> Finding:
    """Is there room for data? `free` in bytes."""
    about = _("%(size)s GB free in %(home)s") % {"size": free // 1024**3, "home": settings.HOME}
    advice = _("Make room, or move LINLI_HOME to a larger disk: a full disk stops everything.")
    return Finding(about, "" if free >= LEAST_DISK else advice)


def secrets(home: Path) -> Iterator[Finding]:
    """May anybody but the owner read a key?"""
    for path in (home / name for name in SECRETS):
        if path.exists():
            closed = not path.stat().st_mode & 0o077
            advice = _("Others may read it. Run: chmod 600 %(path)s") % {"path": path}
            yield Finding(_("Key file %(path)s") % {"path": path}, "" if closed else advice)


def front_end() -> Finding:
    """Are the libraries of the pages there?"""
    found = finders.find(WHOLE_FRONT_END)
    advice = _("The pages will look broken. Run: make setup")
    return Finding(_("Front-end libraries"), "" if found else advice)


def calendar(missing: list[int]) -> Finding:
    """Are the holidays known that deadlines are reckoned by?"""
    covered = years_covered()
    about = _("Working days known from %(first)s to %(last)s") % {
        "first": covered[0],
        "last": covered[-1],
    }
    if not missing:
        return Finding(about)
    advice = _(
        "The holidays of %(years)s are not known: deadlines are reckoned with a plain five-day "
        "week. Upgrade linli once the State Council has published them."
    ) % {"years": ", ".join(map(str, missing))}
    return Finding(about, advice, mild=True)


def system_checks() -> Iterator[Finding]:
    """What Django and the apps find wrong in the settings and in each other."""
    for message in checks.run_checks():
        if message.id != "linli.worktime.W001":  # said above, with the years
            mild = message.level < checks.ERROR
            yield Finding(message.msg, message.hint or message.id or "?", mild=mild)


def database() -> Finding:
    """Does the database answer, and is it new enough?"""
    about = _("Database")
    try:
        start_database()
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10_000
    except embedded.NoEmbeddedDatabase as error:
        return Finding(about, str(error))
    except DatabaseError as error:
        advice = _("It does not answer (%(error)s). Check LINLI_DATABASE_URL.")
        return Finding(about, advice % {"error": str(error).strip()})
    about = _("PostgreSQL %(version)s") % {"version": version}
    advice = _("Too old: PostgreSQL 15 or later is needed.")
    return Finding(about, "" if version >= POSTGRESQL else advice)


def migrations() -> Finding:
    """Do tables and program fit together?"""
    pending = pending_migrations()
    about = _("Tables of the database")
    advice = _("Older than the program (%(count)s steps). Run: linli django migrate")
    return Finding(about, advice % {"count": len(pending)} if pending else "")


def data_keys() -> Finding:
    """Do the keys open the personal data that is there?"""
    about = _("Keys of personal data")
    try:
        ring()  # read even where nothing is sealed yet
        fit = keys_fit()
    except BadKeys as error:
        return Finding(about, str(error))
    advice = _("They are not those of this database. Put the right data.keys or LINLI_KEYS back.")
    return Finding(about, "" if fit else advice)


def worker(at: datetime) -> Finding:
    """Has a worker reported lately?"""
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gte=at - HEARTBEAT).count()
    about = _("Workers: %(count)s") % {"count": alive}
    advice = _("Nothing works in the background. Start linli serve, or linli work.")
    return Finding(about, "" if alive else advice, mild=True)


def queue(at: datetime) -> Finding:
    """Has a job waited longer than it should?"""
    due = Q(scheduled_at__lt=at - LONGEST_WAIT) | Q(
        scheduled_at=None, procrastinateevent__at__lt=at - LONGEST_WAIT
    )
    late = ProcrastinateJob.objects.filter(due, status="todo").distinct().count()
    about = _("Jobs that have waited more than five minutes: %(count)s") % {"count": late}
    advice = _("The workers do not keep up. Start more of them: linli work")
    return Finding(about, advice if late else "")


def parked() -> Finding:
    """Has a handler given up on something?"""
    count = Delivery.objects.filter(state=Delivery.State.PARKED).count()
    about = _("Parked deliveries: %(count)s") % {"count": count}
    advice = _("Handlers failed again and again. See the page “Parked deliveries” at the desk.")
    return Finding(about, advice if count else "")


def categories() -> Finding:
    """Can the chosen model of categories be read?"""
    used = model_in_use()
    about = _("Model of categories: %(version)s") % {"version": used.version}
    advice = _(
        "The chosen one cannot be read (%(reason)s), and words alone stand in."
        " Choose another: linli text models use"
    ) % {"reason": used.trouble}
    return Finding(about, advice if used.trouble else "", mild=True)


def duties(at: datetime) -> Finding:
    """Does everybody have a role that is given in units of that kind?"""
    held = Duty.objects.not_over(timezone.localdate(at)).select_related("user", "unit")
    odd = [str(each) for each in held.order_by("pk") if not ROLES[each.role].fits(each.unit.kind)]
    about = _("Duties that do not fit their unit: %(count)s") % {"count": len(odd)}
    advice = _("End them on the page of each person, and give others: %(duties)s")
    named = "; ".join(odd[:NAMED])
    return Finding(about, advice % {"duties": named} if odd else "", mild=True)


def existing(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    return path if path.exists() else existing(path.parent)
