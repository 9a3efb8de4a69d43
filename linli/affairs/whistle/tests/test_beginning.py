"""What is refused to whoever begins a whistle, by page or API."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from linli.affairs.whistle import actions
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests.stages import CITY, STREET, WATER, WORDS


def test_blown_at_once_it_names_no_more_departments_than_the_rule_pack_lets(
    cast, monday, monkeypatch
):
    one = SimpleNamespace(units=1)
    monkeypatch.setattr(actions.beginning, "pack_of_whistle", lambda _whistle: one)
    called = {"units": [cast.units[code] for code in (CITY, WATER)], "note": "请到场"}
    with pytest.raises(actions.WhistleRefused, match="1"):
        actions.blow_at_once(**WORDS | called, by=cast.sun, at=monday)
    assert not Whistle.objects.exists()


@pytest.mark.parametrize("code", [f"{STREET}999", f"{STREET}x"])
def test_at_a_place_that_is_none_nothing_is_begun(cast, monday, code):
    with pytest.raises(actions.WhistleRefused, match=code):
        actions.prepare(**WORDS | {"place": code}, by=cast.sun, at=monday)
