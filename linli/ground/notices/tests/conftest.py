from __future__ import annotations

import pytest

from linli.ground.notices.kinds import NOTICES
from linli.ground.notices.tests.news import KINDS


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notices of these tests, registered as those of an app are."""
    for code, kind in KINDS.items():
        monkeypatch.setitem(NOTICES, code, kind)
