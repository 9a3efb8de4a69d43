"""Moving cases through the API: the main line from triage to the check by somebody else.

Six moves of a case follow each other over one connection, as the desk of a street and a worker of
the community make them, each with a key of its own; eight cases are under way at a time. The floor
writes by plain SQL what these six moves write, through eight connections, before and after.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from benchmarks import floor
from benchmarks.api import Chain, measure
from benchmarks.figures import Figure
from benchmarks.server import serve
from benchmarks.world import World
from linli.affairs.cases.actions import Caller, report
from linli.affairs.cases.models import Case, Category, State
from linli.ground.journal.models import Entry
from linli.ground.org.models import User

WARM_UP, COUNT = 40, 500
"""Cases; each is moved six times."""


def run(world: World) -> list[Figure]:
    """Moves a second, how long one takes, and the processor time that it costs."""
    before = floor.rate(floor.moves, world)
    now = timezone.now()
    cases = [_reported(world, number, now) for number in range(WARM_UP + COUNT)]
    with serve() as server:
        measure(server, [line(world, case) for case in cases[:WARM_UP]], 200)
        entries = Entry.objects.count()
        measured = measure(server, [line(world, case) for case in cases[WARM_UP:]], 200)
        if Entry.objects.count() - entries != measured.count:
            raise RuntimeError("a move that was confirmed is missing")
    if not Case.objects.filter(state=State.VERIFIED).exists():
        raise RuntimeError("no case has come to its end")
    floor_rate = (before + floor.rate(floor.moves, world)) / 2
    return [measured.figure("move over the API", floor_rate)]


def _reported(world: World, number: int, at: datetime) -> Case:
    return report(
        type="help",
        text=f"桂花里3幢楼下的路灯第{number}天不亮了,请尽快来修。",
        place_code=world.community,
        channel="phone",
        category=Category.objects.get(code=world.category),
        reporter=Caller("周秀兰", f"137{number:08d}"),
        by=User.objects.get(pk=world.service_id),
        at=at,
    )


def line(world: World, case: Case) -> Chain:
    """The moves of one case, from the desk to the community and back."""
    settled = {"category": world.category, "place": world.community}
    moves: list[tuple[str, str, dict[str, object]]] = [
        ("accept", world.desk, {"type": "help", "urgency": "ordinary", **settled}),
        ("dispatch", world.desk, {"unit": world.community}),
        ("sign", world.worker, {}),
        ("contact", world.worker, {"reached": True, "note": "今天下午去看。"}),
        ("finish", world.worker, {"outcome": "solved", "text": "灯泡换了,已经亮了。"}),
        ("verify", world.desk, {"note": ""}),
    ]
    return [
        {
            "path": f"/api/v1/cases/{case.number}/moves/{name}",
            "token": token,
            "key": f"bench-{case.number}-{name}",
            "body": body,
        }
        for name, token, body in moves
    ]
