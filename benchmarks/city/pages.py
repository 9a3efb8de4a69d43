"""The inbox, search and the page of a case, as four people of the cast's district see them.

Each person opens a list many times under every filter; what is told is the time of the server, from
the request to the last byte, over all of them, and the slowest filter. The floor runs the same
statements by psycopg alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.figures import Figure, percentile
from benchmarks.pace import Calls, undisturbed
from benchmarks.pages import MOST_QUERIES, read
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.ground.org.models import User

WARM, TIMES, CASES = 2, 10, 30

PEOPLE = {
    "clerk of a community": ("chen", "990101001001001"),
    "dispatcher of a street": ("zhao", "990101001001"),
    "officer of a department": ("liu", ""),
    "director of a district": ("lin", "990101001"),
}
"""By what they are: the name by which they sign in, and the place they filter by."""

WORDS = ("路灯", "不亮", "楼道 堆放", "噪音", "电动车", "积水", "津贴")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one address took: its calls, those of its floor, and its queries."""

    address: str
    calls: Calls
    floor: Calls
    queries: int

    @property
    def times(self) -> list[float]:
        """Milliseconds of each call."""
        return self.calls.times


def run(at: datetime) -> list[Figure]:
    """The figures at the size that the city has now."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # as in a web process
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'matters_matter'")
        size = f"{cursor.fetchone()[0]:,.0f} cases"
    figures = []
    rare, state = _rare(), "withdrawn"
    for who, (name, place) in PEOPLE.items():
        client = Client(headers={"host": "127.0.0.1"})
        user = User.objects.get(username=name)
        client.force_login(user)
        lists = list(_lists(place, rare, state, at))
        figures.append(_figure(f"inbox, {who}, {size}", [take(client, each) for each in lists]))
        found = [take(client, each) for each in _searches(place)]
        figures.append(_figure(f"search, {who}, {size}", found))
        pages = [take(client, each, times=2) for each in _pages(user, at)]
        figures.append(_figure(f"page of a case, {who}, {size}", pages))
    return figures


def _rare() -> str:
    """The category with the fewest cases."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT topic FROM matters_matter WHERE topic <> '' AND closed_at IS NOT NULL"
            " GROUP BY 1 ORDER BY count(*), topic LIMIT 1"
        )
        topic: str = cursor.fetchone()[0]
    return topic[:4]


def _lists(place: str, rare: str, state: str, at: datetime) -> Iterator[str]:
    month = {"opened_from": f"{at - timedelta(days=430):%Y-%m-%d}"}
    month["opened_to"] = f"{at - timedelta(days=400):%Y-%m-%d}"
    filters: list[dict[str, str]] = [
        {},
        {"show": "unit"},
        {"show": "overdue"},
        {"sort": "newest"},
        {"state": "in_progress"},
        {"category": rare},
        {"opened_from": f"{at - timedelta(days=7):%Y-%m-%d}"},
        {"show": "closed"},
        {"show": "closed", "category": rare},
        {"show": "closed", "state": state},
        {"show": "closed", **month},
        {"q": "路灯"},
        {"q": "路灯", "show": "closed"},
    ]
    if place:
        filters += [{"place": place}, {"place": place, "show": "closed", "category": "03"}]
    for each in filters:
        yield f"{reverse('desk')}?{urlencode(each)}"


def _searches(place: str) -> Iterator[str]:
    for word in WORDS:
        yield f"{reverse('search')}?{urlencode({'q': word})}"
    if place:
        yield f"{reverse('search')}?{urlencode({'q': WORDS[0], 'place': place})}"
    yield f"{reverse('search')}?{urlencode({'q': WORDS[0], 'state': 'closed'})}"


def _pages(user: User, at: datetime) -> Iterator[str]:
    """The pages of cases spread over all that the user sees, in every state."""
    keys = list(Case.objects.order_by("-pk").values_list("pk", flat=True)[:1])
    spots = Random(7).sample(range(1, keys[0] + 1), CASES)
    for spot in spots:
        seen = visible_cases(user, at).filter(pk__gte=spot).order_by("pk")
        if number := seen.values_list("number", flat=True).first():
            yield reverse("cases:page", args=[number])


def take(client: Client, address: str, *, times: int = TIMES) -> Taken:
    """What an address takes: opened so many times, once it is warm."""
    for _warm in range(WARM):
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    statements = [query["sql"] for query in captured.captured_queries]
    calls = undisturbed(lambda: client.get(address), times)
    floor = undisturbed(lambda: read(statements), times)
    return Taken(address, calls, floor, len(statements))


def _figure(name: str, taken: Sequence[Taken]) -> Figure:
    """The 95th percentile over all calls; half of them took less than what the remark says."""
    times = [each for one in taken for each in one.times]
    floor = [each for one in taken for each in one.floor.times]
    slowest = max(taken, key=lambda one: percentile(one.times, 0.5))
    most = max(taken, key=lambda one: one.queries)
    over = f" (goal {MOST_QUERIES}: {most.address})" if most.queries > MOST_QUERIES else ""
    remark = (
        f"p95 of {len(times)} calls of {sum(one.calls.made for one in taken)};"
        f" p50 {percentile(times, 0.5):.1f} ms, of it {_mean(taken):.1f} ms Python;"
        f" at most {most.queries} queries{over};"
        f" slowest p50 {percentile(slowest.times, 0.5):.1f} ms: {slowest.address}"
    )
    return Figure(name, percentile(times, 0.95), "ms", percentile(floor, 0.95), remark)


def _mean(taken: Sequence[Taken]) -> float:
    return sum(one.calls.cpu for one in taken) / len(taken)
