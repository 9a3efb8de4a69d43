"""A child's guardian is noted by whoever keeps the register where the child lives."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from linli.ground.journal.models import Entry
from linli.ground.people.actions import NoGuardian, NotAllowed, name_guardian
from linli.ground.people.models import Resident
from linli.ground.people.tests.street import GRID, NOW, OTHER_GRID, ZHOU_PHONE

GUARDIAN = {"phone": "139 0000 0077", "name": "周建"}


@pytest.fixture
def child(zhou_at_home) -> Resident:
    """Zhou, for once a child, at home in grid 1."""
    zhou_at_home.minor_until = date(2038, 1, 1)
    zhou_at_home.save()
    return zhou_at_home


@pytest.fixture
def door(child) -> str:
    """Where the form goes."""
    return reverse("people:guardian", args=[child.pk])


def test_the_clerk_notes_a_guardian_and_the_page_shows_the_masked_name(client, chen, child, door):
    client.force_login(chen)
    page = client.post(door, GUARDIAN, follow=True).content.decode()
    child.refresh_from_db()
    assert (child.guardian.phone.open(), child.guardian.name.open()) == ("13900000077", "周建")
    assert ("周*" in page, "周建" in page) == (True, False)
    entry = Entry.objects.about(child).last()
    assert (entry.event, entry.by_id) == ("people.guardian_named", chen.pk)
    assert entry.data == {"guardian": child.guardian_id}


def test_who_is_known_by_the_phone_is_the_guardian_under_their_own_name(
    client, chen, wu, child, door
):
    client.force_login(chen)
    client.post(door, {"phone": "13900000002", "name": "别的名字"})
    child.refresh_from_db()
    assert (child.guardian, child.guardian.name.open()) == (wu, "吴建国")


@pytest.mark.parametrize("phone", [ZHOU_PHONE, "12", ""])
def test_a_child_is_not_her_own_guardian_and_half_a_phone_names_nobody(
    client, chen, child, door, phone
):
    client.force_login(chen)
    page = client.post(door, {"phone": phone, "name": "周建"})
    child.refresh_from_db()
    assert (page.status_code, child.guardian) == (422, None)
    assert list(page.context["guardian_form"].errors) == ["phone"]


def test_another_child_is_no_guardian(chen, wu, child):
    wu.minor_until = date(2038, 1, 1)
    wu.save()
    with pytest.raises(NoGuardian):
        name_guardian(child, guardian=wu, by=chen, at=NOW)


def test_nobody_else_notes_one_by_the_page(client, cast, child, door):
    for name, user in cast.everybody().items():
        if not user.has_capability("people.register", GRID, NOW):
            client.force_login(user)
            assert client.post(door, GUARDIAN).status_code == 404, name
    child.refresh_from_db()
    assert child.guardian is None
    assert not Resident.objects.with_phone("13900000077").exists()


def test_nobody_else_notes_one_by_the_action(cast, child, wu):
    for user in cast.everybody().values():
        if not user.has_capability("people.register", GRID, NOW):
            with pytest.raises(NotAllowed):
                name_guardian(child, guardian=wu, by=user, at=NOW)
    assert Resident.objects.get(pk=child.pk).guardian is None


def test_the_register_of_another_grid_does_not_reach_here(cast, wu, child):
    assert cast.wang.has_capability("people.register", OTHER_GRID, NOW)
    with pytest.raises(NotAllowed):
        name_guardian(child, guardian=wu, by=cast.wang, at=NOW)


def test_of_somebody_of_age_no_guardian_is_noted(client, chen, zhou_at_home):
    client.force_login(chen)
    page = client.get(reverse("people:resident", args=[zhou_at_home.pk]))
    sent = client.post(reverse("people:guardian", args=[zhou_at_home.pk]), GUARDIAN)
    assert (page.context["may_name_guardian"], sent.status_code) == (False, 404)


def test_who_is_not_signed_in_is_sent_to_the_door(client, door):
    assert client.post(door, GUARDIAN).url == f"/signin/?next={door}"
