"""How far away a neighbour's case is: told from its place alone, so that nobody finds the spot."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.affairs.cases.models import Case
from linli.faces.portal.how_far import at_most, ends_of
from linli.faces.portal.nearby import _Row, _told_grids, grouped
from linli.faces.portal.tests.conftest import PLACE, TEXT
from linli.faces.portal.tests.test_understood import GRID, NEXT_GRID, TYPED
from linli.ground.places.models import Level, Place

WEST, SOUTH, SIDE = 112.0, 28.0, 0.002
"""Degrees: a grid is some 200 m wide and 220 m high, and the community two of them."""


def square(column: int, width: int = 1) -> dict:
    """So many grids from this one on, from west to east."""
    west, east = WEST + column * SIDE, WEST + (column + width) * SIDE
    ring = [[west, SOUTH], [east, SOUTH], [east, SOUTH + SIDE], [west, SOUTH + SIDE]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


@pytest.fixture
def drawn(cast):
    """The community with its two grids, side by side."""
    for code, extent in ((PLACE, square(0, 2)), (GRID, square(0)), (NEXT_GRID, square(1))):
        Place.objects.filter(code=code).update(polygon=extent)


@pytest.fixture
def lamp(company, drawn) -> Case:
    """A case in the first grid, among four others there."""
    Case.objects.filter(pk__in=[each.pk for each in company]).update(place=GRID)
    return Case.objects.get(pk=company[0].pk)


def asked(client, case: Case, **given: object) -> str:
    """What the page says of the case to whoever asks from there."""
    shown = client.post(TYPED, {"text": TEXT, "place": PLACE} | given).text
    (found,) = [each for each in shown.split('class="same-case"')[1:] if case.number in each]
    return found


def at(column: float, row: float) -> dict[str, float]:
    """A point, in sides of a grid from the corner of the community."""
    return {"longitude": WEST + column * SIDE, "latitude": SOUTH + row * SIDE}


@pytest.mark.parametrize(
    ("here", "told"),
    [
        (at(0.5, 0.5), "at most 300 m away"),
        (at(1.2, 0.5), "at most 300 m away"),
        (at(2, 0.5), "at most 500 m away"),
        (at(4, 0.5), "at most 1 km away"),
        ({"place": GRID}, "at most 300 m away"),
        ({"place": NEXT_GRID}, "at most 500 m away"),
    ],
)
def test_a_neighbours_case_is_at_most_so_far_away(client, lamp, here, told):
    assert told in asked(client, lamp, **here)


@pytest.mark.parametrize(
    "here", [{}, at(90, 0), {"longitude": "x"}, at(float("inf"), 1), at(float("nan"), 1)]
)
def test_of_nowhere_and_far_away_no_distance_is_told(client, lamp, here):
    assert "away" not in asked(client, lamp, **here)


def test_without_an_extent_no_distance_is_told(client, lamp):
    Place.objects.update(polygon=None)
    assert "away" not in asked(client, lamp, **at(0.5, 0.5))


def test_a_case_that_stands_alone_in_its_grid_is_told_by_its_community(client, lamp):
    Case.objects.filter(pk=lamp.pk).update(place=NEXT_GRID)
    assert "at most 500 m away" in asked(client, lamp, **at(2, 0.5))
    assert "at most 500 m away" in asked(client, lamp, **at(0, 0.5))
    assert "at most 300 m away" in asked(client, lamp, **at(1, 0.5))


LATTICE = [at(column / 2, row / 2) for column in range(-2, 7) for row in range(-1, 4)]
SPOTS = [(0.05, 0.05), (0.95, 0.05), (0.5, 0.5), (0.05, 0.95), (0.95, 0.95)]


@pytest.mark.parametrize("alone", [False, True])
def test_asking_from_many_points_tells_no_more_than_the_public_map(client, lamp, alone):
    """Wherever in its public place the case lies, all answers to all questions are the same."""
    if alone:  # one to each grid: the public map shows them for the community
        others = Case.objects.exclude(pk=lamp.pk)[:2]
        Case.objects.filter(pk__in=[each.pk for each in others]).update(place=NEXT_GRID)
    answers = set()
    for grid, column in ((GRID, 0), (NEXT_GRID, 1))[: 2 if alone else 1]:
        for x, y in SPOTS:
            point = at(column + x, y)
            Case.objects.filter(pk=lamp.pk).update(place=grid, **point)
            answers.add(tuple(asked(client, lamp, **here) for here in LATTICE))
    assert len(answers) == 1
    assert len(set(answers.pop())) > 2, "the distance is told at all"


ROWS = st.lists(
    st.builds(
        _Row,
        st.sampled_from([PLACE, GRID, NEXT_GRID, f"{PLACE}003", f"{PLACE}004"]),
        st.just("0305"),
        st.sampled_from([f"r{number}" for number in range(12)]),
    ),
    max_size=40,
)


@given(ROWS, st.integers(2, 5))
def test_a_grid_that_is_told_has_enough_people_and_so_have_the_others_together(rows, smallest):
    told = _told_grids(rows, smallest)
    people = defaultdict(set)
    for row in rows:
        people[row.place if row.place in told else "rest"].add(row.who)
    assert not told or all(len(found) >= smallest for found in people.values())
    assert told <= {group.place for group in grouped(rows, smallest) if group.category == "0305"}


def test_with_so_few_left_over_the_smallest_grid_goes_untold():
    many = [(GRID, f"a{n}") for n in range(7)] + [(NEXT_GRID, f"b{n}") for n in range(5)]
    rows = [_Row(place, "0305", who) for place, who in many]
    assert _told_grids(rows, 5) == {GRID, NEXT_GRID}
    assert _told_grids([*rows, _Row(f"{PLACE}003", "0305", "c")], 5) == {GRID}


def test_a_building_is_where_it_stands_and_a_community_is_too_wide():
    building = Place(code="", level=Level.BUILDING, longitude=112.0, latitude=28.0)
    there = Place(level=Level.GRID, polygon=square(0))
    assert ends_of(building) == [(112.0, 28.0)]
    assert ends_of(Place(level=Level.BUILDING)) == ends_of(None) == []
    assert ends_of(Place(level=Level.COMMUNITY, polygon=square(0))) == []
    assert at_most(ends_of(building), there) == at_most(ends_of(there), there) == 300
