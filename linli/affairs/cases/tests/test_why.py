"""Why a case came to its unit: kept as it is dispatched, shown at every door."""

from __future__ import annotations

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.actions.catalogue import add_rule
from linli.affairs.cases.exporting import rows
from linli.affairs.cases.models import Case, Category, Dispatch, DispatchRule
from linli.affairs.cases.tests import stages
from linli.affairs.cases.tests.stages import COMMUNITY, GRID, MINUTE
from linli.ground.journal.models import Entry

STREET = "990101001"


def by_the_catalogue(cast, at) -> Case:
    return stages.dispatched(cast, at, unit=COMMUNITY)


def otherwise(cast, at, reason: str = "社区这周没有人手") -> Case:
    case = stages.accepted(cast, at)
    unit = cast.units[GRID]
    return actions.dispatch(case, unit=unit, reason=reason, by=cast.zhao, at=at + 2 * MINUTE)


def entry(case) -> dict[str, object]:
    return Entry.objects.about(case).get(event="cases.dispatch").data


def test_a_case_tells_which_line_sent_it(cast, monday):
    case = by_the_catalogue(cast, monday)
    rule, sent = DispatchRule.objects.get(category_code=""), case.dispatches.get()
    assert (sent.rule, sent.edition, sent.by_the_catalogue, sent.role) == (
        rule,
        None,
        True,
        "dispatcher",
    )
    kept = {"rule": rule.pk, "edition": None, "as_suggested": True, "role": "dispatcher"}
    assert entry(case) | kept == entry(case)


def test_it_tells_the_edition_in_force(cast, monday):
    lamp, place = Category.objects.get(code="0303"), cast.places[STREET]
    given = {"category": lamp, "place": place, "unit": cast.units[GRID]}
    rule = add_rule(**given, valid_from=monday.date(), by=cast.zhao, at=monday)
    sent = stages.dispatched(cast, monday).dispatches.get()
    assert (sent.rule, sent.edition.number, sent.edition) == (rule, 2, rule.begun_in)


def test_it_tells_that_a_person_chose_otherwise_and_why(cast, monday):
    case = otherwise(cast, monday)
    sent = case.dispatches.get()
    assert (sent.by_the_catalogue, sent.suggested, sent.reason) == (
        False,
        cast.units[COMMUNITY],
        "社区这周没有人手",
    )
    assert entry(case)["as_suggested"] is False
    assert "人手" not in str(entry(case))


def test_a_reason_where_nobody_chose_otherwise_is_not_kept(cast, monday):
    case = stages.accepted(cast, monday)
    given = {"unit": cast.units[COMMUNITY], "reason": "x"}
    actions.dispatch(case, **given, by=cast.zhao, at=monday + 2 * MINUTE)
    assert case.dispatches.get().reason == ""


def test_without_a_line_a_person_decided(cast, monday):
    DispatchRule.objects.all().delete()
    sent = stages.dispatched(cast, monday).dispatches.get()
    assert (sent.rule, sent.suggested, sent.edition, sent.by_the_catalogue) == (
        None,
        None,
        None,
        False,
    )


def test_a_return_is_kept_and_the_next_dispatch_is_another(cast, monday):
    case = by_the_catalogue(cast, monday)
    at = monday + 10 * MINUTE
    actions.request_return(case, note="不归我们管", by=cast.chen, at=at)
    actions.grant_return(case, by=cast.zhao, at=at + MINUTE)
    actions.dispatch(case, unit=cast.units["990101-CG"], by=cast.zhao, at=at + 2 * MINUTE)
    assert list(case.dispatches.values_list("unit__code", "returned_at")) == [
        (COMMUNITY, at + MINUTE),
        ("990101-CG", None),
    ]


@pytest.mark.parametrize("name", ["zhao", "sun", "lin", "chen", "li"])
def test_the_staff_read_it_on_the_page(client, cast, monday, name):
    case = otherwise(cast, monday)
    client.force_login(getattr(cast, name))
    text = client.get(f"/cases/{case.number}/").text
    assert 'id="why"' in text
    assert "社区这周没有人手" in text


def test_who_may_not_read_in_full_reads_the_reason_redacted(client, cast, monday):
    case, at = stages.accepted(cast, monday), monday + 2 * MINUTE
    given = {"unit": cast.units["990101-CG"], "reason": "联系人王建国,电话13912345678"}
    actions.dispatch(case, **given, by=cast.zhao, at=at)
    actions.request_return(case, note="x", by=cast.liu, at=at)
    actions.grant_return(case, by=cast.zhao, at=at)
    client.force_login(cast.liu)
    text = client.get(f"/cases/{case.number}/").text
    assert ('id="why"' in text, "13912345678" in text) == (True, False)


def test_before_a_dispatch_there_is_nothing_to_tell(client, cast, monday):
    case = stages.accepted(cast, monday)
    client.force_login(cast.zhao)
    assert 'id="why"' not in client.get(f"/cases/{case.number}/").text


def test_a_resident_reads_nothing_of_it(client, cast, monday):
    case = otherwise(cast, monday)
    client.force_login(cast.zhou)
    assert client.get(f"/cases/{case.number}/").status_code in (403, 404)


def test_files_tell_it_in_a_column(cast, monday):
    one, other, third = (
        by_the_catalogue(cast, monday),
        otherwise(cast, monday),
        stages.reported(cast, monday),
    )
    del one, other, third
    head, *table = rows(Case.objects.all(), "x")
    column = head.index("派单依据")
    rule = DispatchRule.objects.get(category_code="").pk
    assert [row[column] for row in table] == [f"目录第1版第{rule}行", "人工指定", ""]


def test_the_form_asks_for_a_reason_only_where_a_unit_is_named(cast, monday):
    case = stages.accepted(cast, monday)
    form = case.flow.moves["dispatch"].form
    assert "reason" in form(matter=case, by=cast.zhao, at=monday).fields
    DispatchRule.objects.update(valid_to=monday.date())
    assert "reason" not in form(matter=case, by=cast.zhao, at=monday).fields


def test_the_end_of_its_time_takes_the_words_and_leaves_the_rest(cast, monday):
    case = stages.closed(cast, monday)
    Dispatch.objects.filter(case=case).update(reason="王小明说的")
    actions.archive_cases([case], by=cast.system, at=monday + 60 * MINUTE)
    kept = case.dispatches.get()
    assert "王小明" not in kept.reason
    assert (kept.unit, kept.suggested) == (cast.units[GRID], cast.units[COMMUNITY])
