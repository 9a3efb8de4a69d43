from __future__ import annotations

from datetime import date, timedelta

import pytest
import shapely

from linli.ground.journal.models import Entry
from linli.ground.places import actions
from linli.ground.places.models import FormerExtent, GridDraft, Place
from linli.ground.places.queries import sketched
from linli.ground.places.sketches import Sketch, merge, split
from linli.ground.places.tests.conftest import AT, GUIHUALI

TODAY = date(2026, 3, 2)
WHOLE = shapely.box(120.0, 30.0, 120.02, 30.01)
WEST, EAST = shapely.box(120.0, 30.0, 120.01, 30.01), shapely.box(120.01, 30.0, 120.02, 30.01)
CUT = "LINESTRING (120.015 29.9, 120.015 30.1)"


@pytest.fixture
def community(town, sysadmin):
    place = Place.objects.get(code=GUIHUALI)
    actions.draw_place(place=place, polygon=shapely.to_wkt(WHOLE), by=sysadmin, at=AT)
    return place


def force(community, grids, by, *, on=TODAY, reason="按楼栋划分", at=AT, **given) -> GridDraft:
    draft = actions.save_draft(community=community, grids=grids, by=by, at=at)
    return actions.put_in_force(draft=draft, on=on, reason=reason, by=by, at=at, **given)


def grids() -> dict[str, Place]:
    return {p.code[12:]: p for p in Place.objects.filter(level="grid", valid_to=None)}


@pytest.fixture
def divided(community, sysadmin):
    """Two grids in force since a year ago."""
    before = TODAY - timedelta(days=365)
    force(community, [Sketch("", "西", WEST), Sketch("", "", EAST)], sysadmin, on=before)
    return community


def test_a_draft_changes_nothing_that_is_in_force(divided, sysadmin):
    actions.save_draft(community=divided, grids=[Sketch("", "", WHOLE)], by=sysadmin, at=AT)
    assert list(grids()) == ["001", "002"]


def test_new_grids_are_numbered_and_named(divided):
    west, east = grids().values()
    assert (west.name, east.name) == ("西", "桂花里社区第2网格")
    assert (west.valid_from, east.longitude) == (date(2025, 3, 2), 120.015)


def test_a_grid_drawn_anew_keeps_its_code_and_the_extent_it_had(divided, sysadmin):
    west, east = sketched(divided)
    wider = Sketch(west.code, "西区", shapely.box(120.0, 30.0, 120.012, 30.01))
    rest = Sketch(east.code, east.name, shapely.box(120.012, 30.0, 120.02, 30.01))
    force(divided, [wider, rest], sysadmin)
    former = FormerExtent.objects.filter(place_id=west.code)
    assert [(each.until, shapely.geometry.shape(each.polygon)) for each in former] == [
        (TODAY, WEST)
    ]
    assert grids()["001"].name == "西区"


def test_what_is_the_same_is_not_drawn_anew(divided, sysadmin):
    force(divided, sketched(divided), sysadmin)
    assert not FormerExtent.objects.exists()
    entry = Entry.objects.filter(event="places.redrawn").latest("pk")
    assert (entry.data["redrawn"], entry.data["codes"], entry.data["ended"]) == ([], [], [])


def test_the_smaller_part_of_a_split_names_what_it_came_out_of(divided, sysadmin):
    force(divided, split(sketched(divided), 1, CUT), sysadmin)
    new = grids()["003"]
    assert (new.valid_from, new.predecessor_id) == (TODAY, f"{GUIHUALI}002")
    assert Place.objects.get(code=f"{GUIHUALI}002").valid_to is None


def test_of_merged_grids_one_ends_and_the_other_follows_it(divided, sysadmin):
    force(divided, merge(sketched(divided), [0, 1]), sysadmin)
    ended = Place.objects.get(code=f"{GUIHUALI}002")
    assert (list(grids()), ended.valid_to) == (["001"], TODAY)
    assert grids()["001"].predecessor_id == ended.code


def test_grids_without_an_extent_are_drawn_for_the_first_time(community, sysadmin):
    actions.generate_grids(community_code=GUIHUALI, count=2, by=sysadmin, at=AT)
    known = [Sketch(f"{GUIHUALI}001", "", WEST), Sketch(f"{GUIHUALI}002", "", EAST)]
    force(community, known, sysadmin)
    assert all(grid.polygon for grid in grids().values())
    assert not FormerExtent.objects.exists()


def test_grids_with_a_grave_fault_are_not_put_in_force(community, sysadmin):
    with pytest.raises(actions.DraftRefused) as refusal:
        force(community, [Sketch("", "", WHOLE), Sketch("", "", EAST)], sysadmin)
    assert [fault.kind for fault in refusal.value.faults] == ["overlaps"]
    assert grids() == {}


def test_a_gap_is_put_in_force_only_when_it_is_meant(community, sysadmin):
    with pytest.raises(actions.DraftRefused):
        force(community, [Sketch("", "", WEST)], sysadmin)
    force(community, [Sketch("", "", WEST)], sysadmin, despite_gaps=True)
    assert list(grids()) == ["001"]


def test_a_neighbours_grid_is_not_drawn_over(divided, town, sysadmin):
    other = Place.objects.get(code="990101001002")
    with pytest.raises(actions.DraftRefused):
        force(other, [Sketch("", "", EAST)], sysadmin)


@pytest.mark.parametrize("reason", ["", "  "])
def test_grids_are_not_put_in_force_without_a_reason(community, sysadmin, reason):
    with pytest.raises(actions.NotDecidable):
        force(community, [Sketch("", "", WHOLE)], sysadmin, reason=reason)


def test_no_grid_at_all_is_not_put_in_force(community, sysadmin):
    with pytest.raises(actions.NotDecidable):
        force(community, [], sysadmin)


def test_grids_do_not_begin_before_those_they_follow(divided, sysadmin):
    with pytest.raises(actions.NotDecidable, match="2025-03-02"):
        force(divided, [Sketch("", "", WHOLE)], sysadmin, on=date(2025, 3, 2))


def test_a_later_day_is_waited_for(community, sysadmin):
    tomorrow = TODAY + timedelta(days=1)
    draft = force(community, [Sketch("", "", WHOLE)], sysadmin, on=tomorrow)
    assert (draft.state, actions.put_due_in_force(at=AT), grids()) == ("decided", 0, {})
    assert actions.put_due_in_force(at=AT + timedelta(days=1)) == 1
    assert grids()["001"].valid_from == tomorrow
    assert Entry.objects.filter(event="places.redrawn").latest("pk").by == sysadmin


def test_what_became_faulty_while_it_waited_is_open_again(community, town, sysadmin):
    tomorrow = TODAY + timedelta(days=1)
    draft = force(community, [Sketch("", "", WHOLE)], sysadmin, on=tomorrow)
    other = Place.objects.get(code="990101001002")
    actions.draw_place(place=other, polygon=shapely.to_wkt(EAST), by=sysadmin, at=AT)
    assert actions.put_due_in_force(at=AT + timedelta(days=1)) == 0
    draft.refresh_from_db()
    assert (draft.state, grids()) == ("open", {})


def test_a_decision_is_given_up_before_the_grids_are_drawn_on(community, sysadmin):
    draft = force(community, [Sketch("", "", WHOLE)], sysadmin, on=TODAY + timedelta(days=9))
    with pytest.raises(actions.NotDecidable):
        actions.save_draft(community=community, grids=[], by=sysadmin, at=AT)
    actions.drop_draft(draft=draft, by=sysadmin, at=AT)
    actions.save_draft(community=community, grids=[], by=sysadmin, at=AT)
    with pytest.raises(actions.NotDecidable):
        actions.drop_draft(draft=draft, by=sysadmin, at=AT)


def test_a_draft_in_force_is_not_put_in_force_again(community, sysadmin):
    draft = force(community, [Sketch("", "", WHOLE)], sysadmin)
    with pytest.raises(actions.NotDecidable):
        actions.put_in_force(draft=draft, on=TODAY, reason="再来", by=sysadmin, at=AT)


def test_whoever_keeps_no_places_draws_nothing(community, sysadmin, outsider):
    with pytest.raises(actions.MayNotDraw):
        actions.save_draft(community=community, grids=[], by=outsider, at=AT)
    grids = [Sketch("", "", WHOLE)]
    draft = actions.save_draft(community=community, grids=grids, by=sysadmin, at=AT)
    with pytest.raises(actions.MayNotDraw):
        actions.put_in_force(draft=draft, on=TODAY, reason="按楼栋", by=outsider, at=AT)
    with pytest.raises(actions.MayNotDraw):
        actions.drop_draft(draft=draft, by=outsider, at=AT)
