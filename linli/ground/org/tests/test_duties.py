"""Duties: granted by one, dated, reaching as far as the place of their unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.ground.journal.models import Entry
from linli.ground.org import actions
from linli.ground.org.models import Duty, Unit, User
from linli.ground.org.roles import ROLES
from tests.cast import MONDAY

TODAY = timezone.localdate(MONDAY)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
STREET, OTHER_STREET = "990101001", "990101002"
COMMUNITY, GRID = "990101001001", "990101001001001"
DAY = timedelta(days=1)
WITHOUT_AREA = {"department", "property_company", "resident_unit", "social_organization"}


def granted(cast, user: User, **changed: object) -> Duty:
    given = {
        "user": user,
        "unit": cast.units[STREET],
        "role": "dispatcher",
        "valid_from": TODAY,
        "by": cast.secadmin,
    }
    return actions.grant_duty(**given | changed, at=MONDAY)


def reaches(user: User, code: str, at: datetime = MONDAY) -> bool:
    """Asked afresh, as the next request does."""
    return User.objects.get(pk=user.pk).has_capability("cases.dispatch", code, at)


def test_a_duty_is_granted_and_the_journal_knows(cast, newcomer):
    granted(cast, newcomer)
    entry = Entry.objects.about(newcomer).last()
    assert (entry.event, entry.by) == ("org.grant", cast.secadmin)
    assert entry.data == {
        "unit": cast.units[STREET].pk,
        "role": "dispatcher",
        "since": TODAY.isoformat(),
    }


@pytest.mark.parametrize("name", ["zhao", "sun", "lin", "sysadmin", "auditor", "qian", "zhou"])
def test_nobody_but_the_security_administrator_grants(cast, newcomer, name):
    with pytest.raises(actions.NotAllowed):
        granted(cast, newcomer, by=getattr(cast, name))
    assert not newcomer.duties.exists()


def test_nobody_grants_to_themselves(cast):
    with pytest.raises(actions.ToOneself):
        granted(cast, cast.secadmin)


@pytest.mark.parametrize("name", ["zhou", "sysadmin", "auditor", "system"])
def test_residents_administrators_and_the_program_have_no_duties(cast, name):
    with pytest.raises(actions.NotForAdministrators):
        granted(cast, getattr(cast, name))


def test_a_role_must_be_in_the_dictionary(cast, newcomer):
    with pytest.raises(actions.NoSuchRole):
        granted(cast, newcomer, role="emperor")


FITS = {
    "grid_worker": {"grid"},
    "grid_lead": {"grid"},
    "community_worker": {"community"},
    "community_head": {"community"},
    "dispatcher": {"subdistrict", "district_center"},
    "street_leader": {"subdistrict"},
    "street_secretary": {"subdistrict"},
    "street_director": {"subdistrict"},
    "district_director": {"district_center"},
    "appraiser": {"subdistrict", "district_center"},
    "burden_officer": {"district_center"},
    "department_officer": WITHOUT_AREA,
    "department_head": WITHOUT_AREA,
    "mediator": {*Unit.Kind},
    "volunteer_lead": {*Unit.Kind},
    "intake": {"community", "subdistrict", "district_center"},
}


def test_the_table_names_every_role():
    assert set(FITS) == set(ROLES)


@pytest.mark.parametrize("kind", Unit.Kind)
def test_a_role_is_granted_in_units_of_its_kinds_and_in_no_other(cast, newcomer, kind):
    unit = cast.units[STREET]
    unit.kind = kind
    unit.save()
    for role, fitting in FITS.items():
        if kind in fitting:
            assert granted(cast, newcomer, unit=unit, role=role).role == role
            continue
        for by in (cast.secadmin, cast.system):
            with pytest.raises(actions.NotInThisUnit):
                granted(cast, newcomer, unit=unit, role=role, by=by)
    assert {duty.role for duty in newcomer.duties.all()} == {r for r in FITS if kind in FITS[r]}


def test_no_role_that_sees_an_area_is_given_in_a_unit_without_one():
    sees = {code for code, role in ROLES.items() if "cases.see" in role.capabilities}
    assert not {role for role in sees if WITHOUT_AREA & FITS[role]}


def test_the_same_duty_is_granted_once(cast, newcomer):
    granted(cast, newcomer)
    with pytest.raises(actions.DutyIsThere):
        granted(cast, newcomer, valid_from=TOMORROW)


def test_a_duty_that_is_over_can_be_granted_again(cast, newcomer):
    actions.end_duty(granted(cast, newcomer), on=TODAY, by=cast.secadmin, at=MONDAY)
    assert granted(cast, newcomer).in_force(TODAY)


def test_only_a_set_up_dates_a_duty_back(cast, newcomer):
    with pytest.raises(actions.InThePast):
        granted(cast, newcomer, valid_from=YESTERDAY)
    assert granted(cast, newcomer, valid_from=YESTERDAY, by=cast.system).valid_from == YESTERDAY


def test_a_unit_that_is_over_takes_nobody(cast, newcomer):
    Unit.objects.filter(code=STREET).update(valid_to=TOMORROW)
    unit = Unit.objects.get(code=STREET)
    assert granted(cast, newcomer, unit=unit)
    with pytest.raises(actions.UnitIsOver):
        granted(cast, newcomer, unit=unit, role="street_leader", valid_from=TOMORROW)


@pytest.mark.parametrize(
    ("on", "held"),
    [(TODAY - DAY, False), (TODAY, True), (TODAY + 9 * DAY, True), (TODAY + 10 * DAY, False)],
)
def test_a_duty_holds_from_its_first_to_its_last_day(cast, newcomer, on, held):
    duty = granted(cast, newcomer)
    actions.end_duty(duty, on=TODAY + 10 * DAY, by=cast.secadmin, at=MONDAY)
    assert duty.in_force(on) == held
    assert reaches(newcomer, STREET, MONDAY + (on - TODAY)) == held
    assert Duty.objects.in_force(on).filter(pk=duty.pk).exists() == held


def test_a_day_begins_at_midnight_in_the_district(cast, newcomer):
    granted(cast, newcomer)
    midnight = datetime(2026, 5, 10, 16, 0, tzinfo=MONDAY.tzinfo)
    assert not reaches(newcomer, STREET, midnight - timedelta(seconds=1))
    assert reaches(newcomer, STREET, midnight)


def test_a_duty_ends_once_and_the_journal_knows(cast):
    [duty] = cast.zhao.duties.all()
    actions.end_duty(duty, on=TODAY, by=cast.secadmin, at=MONDAY)
    entry = Entry.objects.about(cast.zhao).last()
    assert (entry.event, entry.data["on"]) == ("org.end_duty", TODAY.isoformat())
    assert not reaches(cast.zhao, STREET)
    with pytest.raises(actions.DutyIsOver):
        actions.end_duty(duty, on=TODAY, by=cast.secadmin, at=MONDAY)


def test_an_end_to_come_is_brought_forward_but_not_put_off(cast):
    [duty] = cast.zhao.duties.all()
    actions.end_duty(duty, on=TODAY + 10 * DAY, by=cast.secadmin, at=MONDAY)
    assert actions.end_duty(duty, on=TOMORROW, by=cast.secadmin, at=MONDAY).valid_to == TOMORROW
    with pytest.raises(actions.DutyIsOver):
        actions.end_duty(duty, on=TODAY + 2 * DAY, by=cast.secadmin, at=MONDAY)


def test_a_duty_does_not_end_on_a_day_that_is_over(cast):
    [duty] = cast.zhao.duties.all()
    with pytest.raises(actions.InThePast):
        actions.end_duty(duty, on=YESTERDAY, by=cast.secadmin, at=MONDAY)


def test_only_the_security_administrator_ends_a_duty(cast):
    [duty] = cast.zhao.duties.all()
    for by in (cast.lin, cast.sysadmin, cast.zhao):
        with pytest.raises(actions.NotAllowed):
            actions.end_duty(duty, on=TODAY, by=by, at=MONDAY)


def test_a_duty_to_come_that_is_ended_never_begins(cast, newcomer):
    duty = granted(cast, newcomer, valid_from=TOMORROW)
    actions.end_duty(duty, on=TODAY, by=cast.secadmin, at=MONDAY)
    assert not any(duty.in_force(TODAY + n * DAY) for n in range(3))


def test_the_database_keeps_an_end_after_the_beginning(cast):
    [duty] = cast.zhao.duties.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(valid_to=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("unit", "role", "reached"),
    [
        (STREET, "dispatcher", {STREET, COMMUNITY, GRID}),
        (COMMUNITY, "community_worker", {COMMUNITY, GRID}),
        (GRID, "grid_worker", {GRID}),
        ("990101", "dispatcher", {"990101", STREET, COMMUNITY, GRID, OTHER_STREET}),
        ("990102", "dispatcher", {"990102"}),
    ],
)
def test_a_duty_reaches_down_from_its_place_and_not_to_the_neighbour(
    cast, newcomer, unit, role, reached
):
    granted(cast, newcomer, unit=cast.units[unit], role=role)
    codes = ["990101", "990102", STREET, OTHER_STREET, COMMUNITY, GRID]
    user = User.objects.get(pk=newcomer.pk)
    found = {code for code in codes if user.has_capability("cases.see", code, MONDAY)}
    assert found == reached


def test_who_is_blocked_has_no_capability(cast):
    actions.block_user(cast.zhao, by=cast.secadmin, at=MONDAY)
    assert not reaches(cast.zhao, STREET)
