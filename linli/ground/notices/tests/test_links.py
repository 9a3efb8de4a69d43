"""Short links: they open one thing to one resident, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.environment import Outside
from linli.ground.notices import links

pytestmark = pytest.mark.django_db


def token(at):
    return links.token("c", record=12, resident=34, at=at)


def test_a_token_gives_back_what_it_was_made_of_and_is_short(monday):
    opened = links.read(token(monday), at=monday)
    assert (opened.what, opened.record, opened.resident) == ("c", 12, 34)
    assert len(token(monday)) <= 26


def test_a_token_is_over_after_its_days(monday):
    assert links.read(token(monday), at=monday + timedelta(days=29))
    with pytest.raises(links.LinkRefused):
        links.read(token(monday), at=monday + timedelta(days=30))


@pytest.mark.parametrize("place", range(0, 26, 3))
def test_a_token_with_one_letter_changed_opens_nothing(monday, place):
    text = token(monday)
    other = "A" if text[place] != "A" else "Q"
    with pytest.raises(links.LinkRefused):
        links.read(text[:place] + other + text[place + 1 :], at=monday)


@pytest.mark.parametrize("text", ["", "x", "ümlaut", "A" * 25, "A" * 4000])
def test_what_is_no_token_opens_nothing(monday, text):
    with pytest.raises(links.LinkRefused):
        links.read(text, at=monday)


def test_an_address_is_whole_only_where_the_site_is_known(settings):
    assert links.whole("/follow/") == ""
    settings.GATEWAYS = Outside(public_url="https://linli.example.org")
    assert links.whole("/follow/") == "https://linli.example.org/follow/"
    assert links.whole("") == ""
