"""Editions of the dispatch catalogue, and drafts of the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.affairs.cases.actions.catalogue import NotYourCatalogue, add_rule, end_rule
from linli.affairs.cases.actions.drafting import (
    DraftOver,
    OutsideTheDraft,
    begin_draft,
    drop_draft,
    import_lines,
    remove_line,
    set_line,
)
from linli.affairs.cases.actions.rehearsing import (
    NotRehearsed,
    ReasonMissing,
    go_live,
    rehearse,
)
from linli.affairs.cases.catalogue_tables import table_of
from linli.affairs.cases.models import CatalogueEdition, Category, DispatchRule
from linli.affairs.cases.queries import best_rule, edition_on
from linli.ground.journal.models import Entry
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Row

DAY = timedelta(days=1)
DISTRICT, STREET, COMMUNITY = "990101", "990101001", "990101001001"
NOT_KEEPING = ("li", "chen", "liu", "qian", "sysadmin", "secadmin", "auditor", "zhou")


@pytest.fixture
def draft(cast, monday):
    """Lin's draft of the whole district."""
    return begin_draft(cast.places[DISTRICT], by=cast.lin, at=monday)


def lamps(draft, cast, at, **changed: object):
    """In the draft, street lamps go to the urban management department."""
    given = {
        "category": Category.objects.get(code="0303"),
        "place": cast.places[DISTRICT],
        "unit": cast.units["990101-CG"],
    }
    return set_line(draft, **given | changed, by=cast.lin, at=at)


def live(draft, cast, at, **changed: object) -> CatalogueEdition:
    rehearse(draft, months=1, by=cast.lin, at=at)
    given = {"reason": "路灯归城管", "valid_from": timezone.localdate(at), "by": cast.lin}
    return go_live(draft, **given | changed, at=at)


def says(on) -> set[tuple[str, str, int | None, str, str]]:
    return {rule.says for rule in DispatchRule.objects.in_force(on)}


def goes_to(cast, at, code: str = "0303") -> object:
    rule = best_rule(Category.objects.get(code=code), COMMUNITY, timezone.localdate(at))
    return rule and (rule.unit or rule.level)


def test_a_draft_begins_as_the_catalogue_stands_and_changes_nothing(cast, monday, draft):
    before = says(monday.date())
    assert {line.says for line in draft.lines.all()} == before
    lamps(draft, cast, monday)
    rehearse(draft, months=3, by=cast.lin, at=monday)
    assert says(monday.date()) == before
    assert CatalogueEdition.objects.count() == 0


def test_going_live_begins_and_ends_what_differs(cast, monday, draft):
    lamps(draft, cast, monday)
    remove_line(draft.lines.get(category_code="0305"), by=cast.lin, at=monday)
    kept = DispatchRule.objects.get(category_code="")
    edition = live(draft, cast, monday)
    assert says(monday.date()) == {line.says for line in draft.lines.all()}
    assert DispatchRule.objects.get(category_code="", valid_to=None) == kept
    assert (edition.number, edition.begun.count(), edition.ended.count()) == (2, 1, 1)
    assert goes_to(cast, monday) == cast.units["990101-CG"]


def test_the_journal_tells_what_went_live_and_no_words(cast, monday, draft):
    line = lamps(draft, cast, monday)
    edition = live(draft, cast, monday)
    rule = DispatchRule.objects.get(category_code=line.category_code)
    assert Entry.objects.about(edition).get().data == {
        "number": 2,
        "valid_from": "2026-05-11",
        "back_to": None,
        "begun": [rule.pk],
        "ended": [],
    }


def test_a_draft_may_go_live_later(cast, monday, draft):
    lamps(draft, cast, monday)
    later = timezone.localdate(monday + 7 * DAY)
    edition = live(draft, cast, monday, valid_from=later)
    assert goes_to(cast, monday) == "community"
    assert goes_to(cast, monday + 7 * DAY) == cast.units["990101-CG"]
    on = [edition_on(COMMUNITY, timezone.localdate(monday + n * DAY)) for n in (0, 7)]
    assert [each.number for each in on] == [1, edition.number]


def test_there_is_a_way_back_to_every_edition(cast, monday, draft):
    before = says(monday.date())
    lamps(draft, cast, monday)
    live(draft, cast, monday)
    first = CatalogueEdition.objects.get(number=1)
    back = begin_draft(cast.places[DISTRICT], back_to=first, by=cast.lin, at=monday + DAY)
    edition = live(back, cast, monday + DAY, reason="退回太多")
    assert says(timezone.localdate(monday + DAY)) == before
    assert (edition.change, edition.number, edition.draft.back_to) == ("back", 3, first)
    assert {rule.says for rule in first.lines(DISTRICT)} == before


def test_editions_of_one_day_are_told_apart(cast, monday, draft):
    lamps(draft, cast, monday)
    second = live(draft, cast, monday)
    rule = DispatchRule.objects.get(category_code="0303")
    end_rule(rule, on=timezone.localdate(monday), by=cast.lin, at=monday)
    third = CatalogueEdition.objects.get(number=3)
    assert [rule in each.lines(DISTRICT) for each in (second, third)] == [True, False]


def test_a_draft_must_be_rehearsed_as_it_stands(cast, monday, draft):
    given = {"reason": "x", "valid_from": timezone.localdate(monday), "by": cast.lin}
    with pytest.raises(NotRehearsed):
        go_live(draft, **given, at=monday)
    rehearse(draft, months=1, by=cast.lin, at=monday)
    lamps(draft, cast, monday + DAY / 24)
    with pytest.raises(NotRehearsed):
        go_live(draft, **given, at=monday + DAY / 12)


def test_a_change_of_the_catalogue_asks_for_another_rehearsal(cast, monday, draft):
    rehearse(draft, months=1, by=cast.lin, at=monday)
    later = monday + DAY / 24
    add_rule(
        place=cast.places[STREET], level="street", valid_from=later.date(), by=cast.zhao, at=later
    )
    with pytest.raises(NotRehearsed):
        go_live(draft, reason="x", valid_from=later.date(), by=cast.lin, at=later)


def test_without_a_reason_nothing_goes_live(cast, monday, draft):
    with pytest.raises(ReasonMissing):
        live(draft, cast, monday, reason=" ")
    assert CatalogueEdition.objects.count() == 0


def test_what_is_live_or_dropped_is_changed_no_more(cast, monday, draft):
    live(draft, cast, monday)
    other = begin_draft(cast.places[DISTRICT], by=cast.lin, at=monday)
    drop_draft(other, by=cast.lin, at=monday)
    for over in (draft, other):
        with pytest.raises(DraftOver):
            lamps(over, cast, monday)
        with pytest.raises(DraftOver):
            rehearse(over, months=1, by=cast.lin, at=monday)


def test_a_street_drafts_its_own_lines_only(cast, monday):
    draft = begin_draft(cast.places[STREET], by=cast.zhao, at=monday)
    assert draft.lines.count() == 0
    with pytest.raises(OutsideTheDraft):
        set_line(draft, place=cast.places[DISTRICT], level="grid", by=cast.zhao, at=monday)
    set_line(draft, place=cast.places[STREET], level="street", by=cast.zhao, at=monday)
    rehearse(draft, months=1, by=cast.zhao, at=monday)
    go_live(draft, reason="x", valid_from=monday.date(), by=cast.zhao, at=monday)
    assert len(says(monday.date())) == 3


@pytest.mark.parametrize("name", NOT_KEEPING)
def test_others_draft_nothing(cast, monday, draft, name):
    by = getattr(cast, name)
    line = draft.lines.first()
    for refused in (
        lambda: begin_draft(cast.places[DISTRICT], by=by, at=monday),
        lambda: set_line(draft, place=line.place, level="grid", by=by, at=monday),
        lambda: remove_line(line, by=by, at=monday),
        lambda: import_lines(draft, rows=[], by=by, at=monday),
        lambda: rehearse(draft, months=1, by=by, at=monday),
        lambda: go_live(draft, reason="x", valid_from=monday.date(), by=by, at=monday),
        lambda: drop_draft(draft, by=by, at=monday),
    ):
        with pytest.raises(NotYourCatalogue):
            refused()


def row(number: int = 2, **cells: str) -> Row:
    given = {"category": "0303", "place": DISTRICT, "unit": "990101-CG", "level": "", "note": ""}
    return Row(number, given | cells, {name: name for name in given})


def test_a_table_replaces_the_lines_of_a_draft(cast, monday, draft):
    rows = [row(), row(3, category="", unit="", level="社区"), row(4, place=STREET, note="试点")]
    with_names = [each for each in rows if each["level"] != "社区"]
    with_names.append(row(3, category="", unit="", level="community"))
    assert import_lines(draft, rows=with_names, by=cast.lin, at=monday) == 3
    assert [line.what for line in draft.lines.all()] == [
        ("", DISTRICT),
        ("0303", DISTRICT),
        ("0303", STREET),
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"category": "999999"}, "category"),
        ({"place": "990102"}, "place"),
        ({"unit": "990102"}, "unit"),
        ({"unit": "", "level": "moon"}, "level"),
        ({"level": "street"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"note": "长" * 201}, "note"),
    ],
)
def test_a_bad_row_is_named_and_the_draft_stays(cast, monday, draft, cells, column):
    before = draft.lines.count()
    with pytest.raises(RowsRefused) as refused:
        import_lines(
            draft,
            rows=[
                row(),
                row(3, place=STREET, **cells) if "place" not in cells else row(3, **cells),
            ],
            by=cast.lin,
            at=monday,
        )
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(3, column)]
    assert draft.lines.count() == before


def test_a_thing_said_twice_is_a_fault(cast, monday, draft):
    with pytest.raises(RowsRefused):
        import_lines(draft, rows=[row(), row(3, unit="", level="grid")], by=cast.lin, at=monday)


def test_what_is_taken_along_comes_back_the_same(cast, monday, draft):
    lamps(draft, cast, monday, note="试点")
    said = {line.says for line in draft.lines.all()}
    _head, *table = table_of(draft.lines.select_related("unit"))
    names = ("category", "place", "unit", "level", "note")
    rows = [Row(n, dict(zip(names, cells, strict=True))) for n, cells in enumerate(table, 2)]
    import_lines(draft, rows=rows, by=cast.lin, at=monday)
    assert {line.says for line in draft.lines.all()} == said
