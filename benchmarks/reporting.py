"""Reporting a case through the API, with everything that a report does.

Eight clients report cases of new residents, each with a key of its own. The floor writes the same
rows by plain SQL through eight connections, before and after.
"""

from __future__ import annotations

from benchmarks import floor
from benchmarks.api import Chain, measure
from benchmarks.figures import Figure
from benchmarks.server import serve
from benchmarks.world import World
from linli.affairs.cases.models import Case

WARM_UP, COUNT = 400, 4_000
TEXT = "桂花里3幢楼下的路灯第{number}天不亮了,晚上老人回家看不清台阶,请尽快来修。"


def run(world: World) -> list[Figure]:
    """Reports a second, how long one takes, and the processor time that it costs."""
    before = floor.rate(floor.report, world)
    with serve() as server:
        measure(server, reports(world, run=1, count=WARM_UP), 201)
        cases = Case.objects.count()
        measured = measure(server, reports(world, run=2, count=COUNT), 201)
        if Case.objects.count() - cases != measured.count:
            raise RuntimeError("a report that was confirmed is missing")
    floor_rate = (before + floor.rate(floor.report, world)) / 2
    return [measured.figure("report over the API", floor_rate)]


def reports(world: World, *, run: int, count: int) -> list[Chain]:
    """Reports of as many residents; `run` is a number of two digits that keeps their phones apart
    from those of other runs."""
    return [
        [
            {
                "path": "/api/v1/cases",
                "token": world.token,
                "key": f"bench-{run}-{number}",
                "body": {
                    "type": "help",
                    "text": TEXT.format(number=number),
                    "place": world.places[number % len(world.places)],
                    "category": world.category,
                    "reporter": {"name": "周秀兰", "phone": f"139{run:02d}{number:06d}"},
                    "address": "桂花里3幢",
                },
            }
        ]
        for number in range(count)
    ]
