"""Everything that changes an errand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.models import Edition
from linli.matters import asking, clocks
from linli.matters.actions import open_matter
from linli.matters.clocks import PauseTerms
from linli.matters.engine import hand_over
from linli.matters.models import Channel
from tests.errands.events import ASKED
from tests.errands.flow import flow
from tests.errands.models import Errand, State


def ask(
    *,
    what: str,
    unit: Unit,
    fetch: str = "9 calendar days",
    ladder: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> Errand:
    """Ask a unit to fetch something within `fetch`; with an empty one, the rules have no limit."""
    rules = {"errands": {"fetch": fetch, "ladder": ladder or {}}} if fetch else {}
    digest = sha256(json.dumps(rules).encode()).hexdigest()
    edition, _ = Edition.objects.get_or_create(
        digest=digest, defaults={"body": rules, "sources": {}, "created_at": at}
    )
    errand = Errand(
        state=State.ASKED,
        title=what,
        what=what,
        channel=Channel.COUNTER,
        place=unit.place,
        holder=unit,
        rule_pack=edition,
    )
    return open_matter(flow, errand, event=ASKED, by=by, at=at)


@flow.does("start")
def start(errand: Errand, *, by: User, at: datetime) -> None:
    """Set out."""
    assert errand.holder is not None
    hand_over(errand, errand.holder, at=at)
    errand.assignee = by


@flow.does("stumble")
def stumble(
    errand: Errand, *, by: User, at: datetime, how: Callable[[], object] = lambda: None
) -> None:
    """Write something, and then whatever `how` does in the middle of the move."""
    errand.what = "stumbled"
    errand.save()
    how()


@flow.does("wait")
def wait(
    errand: Errand, *, by: User, at: datetime, reason: str = "", until: datetime | None = None
) -> PauseTerms | None:
    """Wait for something; the clock rests if it is said why, and until when."""
    return PauseTerms(reason, approver=by, until=until) if reason and until else None


@flow.does("go_on")
def go_on(errand: Errand, *, by: User, at: datetime) -> None:
    """Go on; the clock runs again."""


@flow.does("come_back")
def come_back(errand: Errand, *, by: User, at: datetime) -> None:
    """Go on, because the time of waiting is over."""


@flow.does("start_over")
def start_over(errand: Errand, *, by: User, at: datetime) -> None:
    """Begin once more, with all the time there was."""


@flow.does("ask_help")
def ask_help(errand: Errand, *, unit: Unit, text: str, by: User, at: datetime) -> None:
    """Ask another unit to do a part."""
    asking.ask_unit(errand, unit, task=text, by=by, at=at)


@flow.does("help")
def help_(errand: Errand, *, unit: Unit, text: str, by: User, at: datetime) -> None:
    """Say that the part is done."""
    part = errand.participations.open().get(unit=unit)
    asking.answer(part, errand, text=text, by=by, at=at)


@flow.does("do_without")
def do_without(errand: Errand, *, unit: Unit, text: str, by: User, at: datetime) -> None:
    """Wait no longer for a unit."""
    part = errand.participations.open().get(unit=unit)
    asking.release(part, errand, reason=text, by=by, at=at)


@flow.does("ask_time")
def ask_time(errand: Errand, *, until: date, reason: str, by: User, at: datetime) -> None:
    """Ask for more time."""
    asking.apply_for(errand, "time", reason=reason, until=until, by=by, at=at)


@flow.does("give_time")
def give_time(errand: Errand, *, by: User, at: datetime) -> None:
    """Give the time that was asked for."""
    leave = asking.judge(errand, "time", granted=True, note="", by=by, at=at)
    clocks.extend(flow, errand, "fetch", leave, by=by, at=at)


@flow.does("finish")
def finish(errand: Errand, *, by: User, at: datetime) -> None:
    """Take over what was fetched; never whoever fetched it."""
    errand.end(at)


@flow.does("drop")
def drop(errand: Errand, *, by: User, at: datetime) -> None:
    """Give it up."""
    errand.end(at)
