"""The inbox and the page of a case where ten thousand cases are in hand.

Measured within the process, from the request to the last byte of the answer. The floor runs the
same statements by psycopg alone and fetches their rows.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.figures import Figure, percentile
from benchmarks.pace import undisturbed
from benchmarks.world import World
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case, State
from linli.ground.journal import chain
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.statements import insert
from linli.matters import clocks, numbers
from linli.matters.models import Channel

CASES, BATCH, TIMES = 10_000, 500, 60
MOST_QUERIES = 12


def run(world: World, at: datetime) -> list[Figure]:
    """How long the server takes for a page; half of the times are below the value given."""
    fill(world, at)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="zhao"))  # the dispatcher of a street
    here = Case.objects.filter(place_id=world.places[0]).order_by("-opened_at")
    number = here[100].number
    count = f"{Case.objects.count():,} cases"
    return [
        _measure(f"inbox, {count}", client, "/desk/"),
        _measure(f"inbox, second page, {count}", client, "/desk/?page=2"),
        _measure(f"page of a case, {count}", client, reverse("cases:page", args=[number])),
    ]


def _measure(name: str, client: Client, address: str) -> Figure:
    for _warm in range(8):
        response = client.get(address)
        assert response.status_code == 200, response.status_code
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    statements = [query["sql"] for query in captured.captured_queries]
    assert len(statements) <= MOST_QUERIES, statements
    times = undisturbed(lambda: client.get(address), TIMES).times
    floor = undisturbed(lambda: read(statements), TIMES).times
    remark = f"p95 {percentile(times, 0.95):.1f} ms; {len(statements)} queries"
    return Figure(name, percentile(times, 0.5), "ms", percentile(floor, 0.5), remark)


def read(statements: list[str]) -> None:
    """Run statements by psycopg alone and fetch their rows."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.encode())
            if cursor.description:
                cursor.fetchall()


def fill(world: World, at: datetime) -> None:
    """Write cases until there are ten thousand, as the reports of two months leave them."""
    by = User.objects.get(pk=world.service_id)
    missing = max(0, CASES - Case.objects.count())
    for first in range(0, missing, BATCH):
        _write(world, by, at, range(first, min(first + BATCH, missing)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@transaction.atomic
def _write(world: World, by: User, at: datetime, which: range) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('matters_matter', 'id'))"
            " FROM generate_series(1, %s)",
            [len(which)],
        )
        ids = [row[0] for row in cursor.fetchall()]
    cases, deadlines, entries = [], [], []
    for matter_id, which_one in zip(ids, which, strict=True):
        case = _case(world, by, matter_id, at - timedelta(minutes=8 * which_one))
        deadlines += clocks.prepare(flow, case, case.opened_at)
        cases.append(case)
        entries.append(_entry(case, by))
    insert(*cases)
    insert(*deadlines, keyed=False)
    insert(*entries, keyed=False)


def _case(world: World, by: User, matter_id: int, at: datetime) -> Case:
    return Case(
        pk=matter_id,
        id=matter_id,
        number=numbers.number(timezone.localdate(at), matter_id),
        kind=flow.kind,
        title=f"桂花里3幢楼下的路灯第{matter_id}天不亮了",
        text="晚上老人回家看不清台阶,请尽快来修。",
        type="help",
        state=State.REPORTED,
        channel=Channel.API,
        place_id=world.places[matter_id % len(world.places)],
        holder_id=world.unit_id,
        rule_pack_id=world.edition_id,
        created_by=by,
        opened_at=at,
        category_id=world.category,
        suggested_rule_id=world.rule_id,
    )


def _entry(case: Case, by: User) -> Entry:
    data = {"target": case.state, "channel": case.channel}
    about = ("matters.matter", str(case.pk))
    content = chain.canonical(
        event="cases.report", about=about, seq=1, by=by.pk, at=case.opened_at, data=data
    )
    return Entry(
        event="cases.report",
        about_kind=about[0],
        about_id=about[1],
        seq=1,
        by=by,
        at=case.opened_at,
        data=data,
        digest=chain.link(chain.START, content),
    )
