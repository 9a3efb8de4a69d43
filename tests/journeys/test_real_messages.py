"""The first two hundred real messages go through the same door as everything else.

They are not part of the project; without the data folder the journey is skipped, and says so.
"""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from linli.affairs.cases.actions import check_cases, import_cases, load_categories
from linli.affairs.cases.importing import load_profile
from linli.affairs.cases.models import Case
from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.ground.org.actions import set_up_units, the_system
from linli.ground.places.actions import set_up_area
from linli.ground.places.models import Place
from linli.ground.sheets.reading import read
from linli.matters.models import Deadline
from tests.cast import MONDAY

FOLDER = Path(os.environ.get("LINLI_DATA", Path(__file__).parents[3] / "shared" / "data"))
MESSAGES = FOLDER / "messages" / "stream_2017_2020.csv"
PROFILE = "message-board"

pytestmark = pytest.mark.skipif(
    not MESSAGES.exists(), reason=f"no real messages at {MESSAGES}; set LINLI_DATA to their folder"
)


@pytest.fixture
def first_rows(tmp_path) -> Path:
    """A table of the first two hundred messages."""
    with MESSAGES.open(encoding="utf-8-sig", newline="") as source:
        rows = [row for row, _ in zip(csv.reader(source), range(201), strict=False)]
    table = tmp_path / "messages.csv"
    with table.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return table


@pytest.fixture
def city(db):
    """The real city, as `linli init --city 4301` sets it up."""
    system = the_system(at=MONDAY)
    set_up_area(prefix="4301", by=system, at=MONDAY)
    set_up_units(Place.objects.under("4301"), by=system, at=MONDAY)
    load_categories(by=system, at=MONDAY)
    return system


def bring_in(table: Path, by) -> object:
    profile = load_profile(PROFILE)
    checked = check_cases(read(table, profile.asked_for()), profile=profile, area="4301")
    return import_cases(checked, profile=profile, by=by, at=MONDAY)


def test_two_hundred_real_messages_become_cases(city, first_rows):
    done = bring_in(first_rows, city)
    assert (done.created, done.faults) == (200, ())
    cases = Case.objects.all()
    assert {case.state for case in cases} == {"reported"}
    assert all(2017 <= case.opened_at.year <= 2020 for case in cases)
    known = Counter(len(case.place_id) for case in cases)
    assert known[6] + known[9] + known[12] > 100
    assert known[9] + known[12] > 40
    assert Deadline.objects.filter(name="triage").count() == 200
    assert Entry.objects.filter(event="cases.report").count() == 200
    assert list(broken_links()) == []


def test_the_same_table_again_adds_nothing(city, first_rows):
    bring_in(first_rows, city)
    again = bring_in(first_rows, city)
    assert (again.created, again.unchanged, Case.objects.count()) == (0, 200, 200)
