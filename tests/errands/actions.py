"""Everything that changes an errand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.models import Edition
from linli.matters.actions import open_matter
from linli.matters.clocks import PauseTerms
from linli.matters.engine import hand_over
from linli.matters.models import Channel
from tests.errands.events import ASKED
from tests.errands.flow import flow
from tests.errands.models import Errand, State


def ask(*, what: str, unit: Unit, fetch: str = "9 calendar days", by: User, at: datetime) -> Errand:
    """Ask a unit to fetch something within `fetch`; with an empty one, the rules have no limit."""
    rules = {"errands": {"fetch": fetch}} if fetch else {}
    edition, _ = Edition.objects.get_or_create(
        digest=f"errands {fetch}", defaults={"body": rules, "sources": {}, "created_at": at}
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


@flow.does("finish")
def finish(errand: Errand, *, by: User, at: datetime) -> None:
    """Take over what was fetched; never whoever fetched it."""
    errand.end(at)


@flow.does("drop")
def drop(errand: Errand, *, by: User, at: datetime) -> None:
    """Give it up."""
    errand.end(at)
