"""When its time is over no word of a whistle is left, and what is counted of it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.whistle import queries
from linli.affairs.whistle.models import Whistle
from linli.affairs.whistle.tests import stages
from linli.affairs.whistle.tests.stages import CITY, MINUTE, WATER, naming
from linli.affairs.whistle.tests.table import given
from linli.ground.journal.queries import broken_links
from linli.ground.privacy.actions import end_all
from linli.ground.privacy.scan import scan
from linli.matters.actions import attach, comment
from linli.matters.attachments import Content
from linli.matters.engine import submit

NAME = "白秋月"
WORDS = {"note", "text", "post"}
STORY = [
    ("zhao", "take_up"),
    ("sun", "blow"),
    ("gao", "object"),
    ("lin", "overrule"),
    ("liu", "sign"),
    ("liu", "contact"),
    ("liu", "report_in"),
    ("liu", "correct_attendance"),
    ("gao", "report_in"),
    ("sun", "plan"),
    ("liu", "finish"),
    ("gao", "finish"),
    ("sun", "confirm"),
    ("sun", "close"),
    ("liu", "rate_whistle"),
]


@pytest.fixture
def whistle(cast, monday, tmp_path, settings, deliver_all) -> Whistle:
    """A whistle from its proposal to its end, with a name wherever somebody could write one."""
    settings.MEDIA_ROOT = tmp_path
    at, made = monday, stages.proposed(cast, monday, text=f"{NAME}家塌陷", address=NAME)
    for who, move in STORY:
        at += MINUTE
        words = given(made, move, who) | ({"units": [CITY, WATER]} if move == "blow" else {})
        if "note" in words or move in {"take_up", "report_in", "confirm", "rate_whistle"}:
            words["note"] = NAME
        words |= dict.fromkeys(WORDS & set(words), NAME)
        submit(made, move, words, by=getattr(cast, who), at=at)
    comment(made, text=NAME, audience="internal", by=cast.sun, at=at)
    file = Content(f"{NAME}.pdf", "application/pdf", NAME.encode())
    attach(made, contents=[file], stage="before", by=cast.sun, at=at)
    deliver_all()
    return made


def test_no_word_of_a_whistle_is_left_and_what_is_counted_stays(
    cast, monday, whistle, tmp_path, django_capture_on_commit_callbacks
):
    assert len({found.where for found in scan([NAME], [tmp_path])}) > 10
    shares = queries.sign_in(queries.blown("990101", monday, monday + timedelta(days=1)))
    with django_capture_on_commit_callbacks(execute=True):
        end_all(by=cast.system, at=monday + timedelta(days=3 * 366 + 30))
    assert list(scan([NAME], [tmp_path])) == []
    ended = queries.blown("990101", monday, monday + timedelta(days=1))
    assert (queries.sign_in(ended), ended.get().number) == (shares, whistle.number)
    assert naming(whistle, CITY).part.rating.speed == 4
    assert list(broken_links()) == []
