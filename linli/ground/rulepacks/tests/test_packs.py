"""Which rules hold where and when, and the editions that keep them."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils.translation import override

from linli.ground.reference.queries import glance
from linli.ground.rulepacks.models import Edition
from linli.ground.rulepacks.packs import MissingKey, PackDoesNotFit
from linli.ground.rulepacks.queries import origins, pack_for, pack_of
from linli.ground.rulepacks.tests.conftest import TEA
from linli.ground.rulepacks.tests.tea import Limits, TeaPack
from linli.ground.worktime.limits import Limit

GRID = "990101001001001"
MONDAY = date(2026, 5, 11)
TUESDAY = date(2026, 5, 12)
JUNE = date(2026, 6, 1)


def cups(place_code: str, on: date = MONDAY) -> int:
    return pack_for(place_code, on).section(TeaPack).cups


@pytest.mark.django_db
def test_without_packs_the_default_holds_everywhere():
    tea = pack_for(GRID, MONDAY).section(TeaPack)
    assert (tea.cups, tea.limits.refund) == (4, Limit.parse("5 working days"))


def test_the_inner_place_wins(write):
    write("", "tea:\n  cups: 5\n")
    write("99", "tea:\n  cups: 6\n")
    write("9901", "tea:\n  cups: 7\n")
    write("990101", "tea:\n  kinds: [white]\n")
    assert [cups(code) for code in ("", "98", "99", "9901", "990101", GRID)] == [5, 5, 6, 7, 7, 7]
    assert pack_for(GRID, MONDAY).get("tea.kinds") == ["white"]


def test_a_neighbouring_district_keeps_its_rules(write):
    write("990101", "tea:\n  cups: 7\n")
    assert [cups("990101"), cups("990102"), cups("9901")] == [7, 4, 4]


def test_a_pack_valid_tomorrow_is_not_used_today(write):
    write("990101", "tea:\n  cups: 7\n", TUESDAY)
    assert [cups(GRID, MONDAY), cups(GRID, TUESDAY)] == [4, 7]


def test_of_two_packs_begun_the_one_that_began_last_holds(write):
    write("990101", "tea:\n  cups: 6\n")
    write("990101", "tea:\n  cups: 8\n", JUNE)
    write("990101", "tea:\n  cups: 7\n", TUESDAY)
    assert [cups(GRID, day) for day in (MONDAY, TUESDAY, JUNE)] == [6, 7, 8]


def test_a_planned_pack_is_called_off_by_a_later_version_with_its_first_day(write):
    write("990101", "tea:\n  cups: 8\n", JUNE)
    write("990101", "", JUNE)
    assert cups(GRID, JUNE) == 4


def test_a_pack_is_seen_as_soon_as_it_is_published(write):
    assert cups(GRID) == 4
    write("990101", "tea:\n  cups: 6\n")
    assert cups(GRID) == 6
    write("990101", "tea:\n  cups: 7\n")
    assert cups(GRID) == 7


def test_a_pack_whose_transaction_failed_was_never_seen(write):
    def publish_and_fail() -> None:
        with transaction.atomic():
            write("990101", "tea:\n  cups: 6\n")
            assert cups(GRID) == 6
            assert pack_for(GRID, MONDAY).edition.pk
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        publish_and_fail()
    assert cups(GRID) == 4
    assert Edition.objects.filter(pk=pack_for(GRID, MONDAY).edition.pk).exists()


def test_every_value_names_the_pack_that_set_it(write):
    write("99", "tea:\n  cups: 6\n  limits:\n    serve: 2 hours\n")
    write("990101", "tea:\n  cups: 7\n")
    found = {value.key: value.source and value.source.place_code for value in origins(GRID, MONDAY)}
    assert found["tea.cups"] == "990101"
    assert found["tea.limits.serve"] == "99"
    assert found["tea.limits.refund"] is None


@pytest.mark.django_db
def test_a_missing_key_is_named_with_the_place_and_the_edition():
    pack = pack_for(GRID, MONDAY)
    with override("en"), pytest.raises(MissingKey) as caught:
        pack.get("tea.limits.spoon")
    assert str(caught.value) == (
        f"The rule pack of the default (edition {pack.digest[:12]}) has no value under "
        "“tea.limits.spoon”. Add it to the rule pack."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["cake", "tea.cups.big", "tea.kinds.0", ""])
def test_what_is_no_key_is_missing(key):
    with pytest.raises(MissingKey):
        pack_for(GRID, MONDAY).get(key)


@pytest.mark.django_db
def test_a_section_that_nobody_registered_is_missing():
    with pytest.raises(MissingKey):
        pack_for(GRID, MONDAY).section(Limits)


@pytest.mark.django_db
def test_changing_a_value_that_was_read_changes_no_rule():
    pack_for(GRID, MONDAY).get("tea.kinds").append("red")
    assert pack_for(GRID, MONDAY).get("tea.kinds") == ["green", "black"]


@pytest.mark.django_db
def test_a_section_is_read_once_for_each_edition():
    first, second = pack_for(GRID, MONDAY), pack_for("98", TUESDAY)
    assert first.section(TeaPack) is second.section(TeaPack)


def test_an_edition_keeps_the_rules_and_where_they_came_from(write):
    write("99", "tea:\n  cups: 6\n")
    edition = pack_for(GRID, MONDAY).edition
    write("99", "tea:\n  cups: 7\n")
    edition.refresh_from_db()
    assert edition.pack().section(TeaPack).cups == 6
    assert {key: value for key, value in edition.sources.items() if key != "default"} == {"99": 1}
    assert edition.pack().edition == edition
    assert pack_of(edition.pk).section(TeaPack).cups == 6


def test_equal_rules_from_the_same_packs_are_one_edition(write):
    write("99", "tea:\n  cups: 6\n")
    pairs = [("990101", MONDAY), (GRID, TUESDAY), ("99", JUNE)]
    assert len({pack_for(*pair).edition.pk for pair in pairs}) == 1
    assert pack_for("98", MONDAY).edition.pk != pack_for("99", MONDAY).edition.pk


def test_packs_that_say_the_same_are_equal_whoever_read_them(write):
    write("99", "tea:\n  cups: 6\n")
    pack = pack_for("990101", MONDAY)
    assert {pack, pack_for(GRID, TUESDAY), pack.edition.pack(), pack_of(pack.edition.pk)} == {pack}
    assert pack_for("98", MONDAY) not in {pack}


def test_an_old_edition_gets_what_a_later_release_asks_for_from_its_defaults(write, ship):
    write("99", "tea:\n  cups: 6\n")
    old = pack_for(GRID, MONDAY).edition
    body = {"tea": {key: value for key, value in old.body["tea"].items() if key != "kinds"}}
    body["tea"]["samovar"] = "a key that no release knows any more"
    older = Edition.objects.create(digest="older", body=body, sources={})
    assert older.pack().section(TeaPack).kinds == ["green", "black"]
    assert older.pack().section(TeaPack).cups == 6
    assert older.pack().get("tea.kinds") == ["green", "black"]


@pytest.mark.django_db
def test_an_edition_that_no_release_can_read_says_which_key(settings):
    broken = Edition.objects.create(digest="broken", body={"tea": {"cups": "many"}}, sources={})
    with override("en"), pytest.raises(PackDoesNotFit) as caught:
        broken.pack().section(TeaPack)
    assert str(caught.value).endswith(
        "does not fit this release: tea.cups: This must be a whole number, without quotes."
    )


def test_a_release_with_another_default_makes_another_edition(write, ship):
    write("99", "tea:\n  kinds: [white]\n")
    before = pack_for(GRID, MONDAY).edition
    ship(TEA.read_text().replace("cups: 4", "cups: 5"))
    after = pack_for(GRID, MONDAY).edition
    assert (before.pack().get("tea.cups"), after.pack().get("tea.cups")) == (4, 5)
    assert before.sources["default"] != after.sources["default"]


def test_a_known_pack_is_recalled(write, django_assert_num_queries):
    write("990101", "tea:\n  cups: 6\n")
    assert pack_for(GRID, MONDAY).edition.pk
    # The stamp; and twice the edition, which this transaction has made and might take back.
    with django_assert_num_queries(3), glance():
        pack = pack_for(GRID, MONDAY)
        assert pack.section(TeaPack).cups == 6
        assert pack.edition.digest == pack.digest


@pytest.mark.django_db(transaction=True)
def test_an_edition_that_is_there_to_stay_is_recalled(write, django_assert_num_queries):
    write("990101", "tea:\n  cups: 6\n")
    assert pack_for(GRID, MONDAY).edition.pk == pack_for(GRID, MONDAY).edition.pk
    with django_assert_num_queries(1), glance():
        assert pack_for(GRID, MONDAY).edition.pk


@pytest.mark.django_db(transaction=True)
def test_threads_that_need_a_new_edition_at_once_get_the_same_one():
    together, found = Barrier(8), []

    def remember() -> None:
        together.wait()
        with transaction.atomic():
            found.append(pack_for(GRID, MONDAY).edition.pk)
        connection.close()

    threads = [Thread(target=remember) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert len(found) == 8
    assert found == [Edition.objects.get().pk] * 8
