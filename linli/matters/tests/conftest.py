"""An errand at each stage: asked for by Zhao, run by Li's grid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from linli.ground.journal.events import EVENTS
from linli.matters.models import FLOWS
from tests.cast import Cast
from tests.errands import actions
from tests.errands.models import Errand

GRID = "990101001001001"


@pytest.fixture
def asked(cast: Cast, monday: datetime) -> Errand:
    """Somebody should fetch the keys."""
    return actions.ask(what="钥匙", unit=cast.units[GRID], by=cast.zhao, at=monday)


@pytest.fixture
def running(cast: Cast, asked: Errand, monday: datetime) -> Errand:
    """Li has set out at the same moment."""
    return actions.start(asked, by=cast.li, at=monday)


@pytest.fixture
def only_here() -> Iterator[None]:
    """Flows and events that a test makes are forgotten after it."""
    flows, events = dict(FLOWS), dict(EVENTS)
    yield
    for registry, before in ((FLOWS, flows), (EVENTS, events)):
        registry.clear()
        registry.update(before)
