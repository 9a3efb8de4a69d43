"""List, object, search, export and count agree, at every door, whatever duties somebody has."""

from __future__ import annotations

import csv
import io
import os
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.affairs.cases import actions, exporting
from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.tests import stages
from linli.ground.org.actions import add_user, issue_token
from linli.ground.org.models import Duty, User
from linli.ground.org.roles import ROLES
from linli.matters.lists import Asked as Listed
from linli.matters.lists import Order
from linli.matters.queries import visible_matters
from linli.matters.search.queries import Asked, search
from tests.cast import MONDAY, SINCE, Cast

EXAMPLES = 100 if os.environ.get("LINLI_LONG") else 12
UNITS = (
    "990101", "990101-CG", "990101001", "990101001001", "990101001001001", "990101001002",
    "990101002", "990101002001", "990102001001",
)  # fmt: skip
WHEN = ((SINCE, None), (SINCE, MONDAY.date()), (MONDAY.date() + timedelta(days=1), None))

DUTIES = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(sorted(ROLES)), st.sampled_from(WHEN)),
    max_size=3,
    unique_by=lambda duty: duty[:2],
)


@pytest.fixture
def world(cast: Cast, deliver_all) -> Cast:
    for place in ("990101001001001", "990101001002", "990101002001"):
        stages.reported(cast, MONDAY, place_code=place)
    stages.dispatched(cast, MONDAY, unit="990101-CG")
    stages.finished(cast, MONDAY)
    stages.closed(cast, MONDAY)
    sealed = stages.closed(cast, MONDAY)
    actions.seal(sealed, note="涉密", by=cast.sun, at=MONDAY + timedelta(hours=1))
    deliver_all()
    return cast


@pytest.fixture
def service(world: Cast) -> Client:
    """A service account that reads cases; its duties are those of the test."""
    user = add_user(username="doors", name="12345", kind="service", by=world.secadmin, at=MONDAY)
    token = issue_token(user=user, label="", scopes=["cases.read"], by=world.secadmin, at=MONDAY)
    return Client(headers={"authorization": f"Bearer {token[1]}"})


def give(name: str, world: Cast, duties) -> User:
    """These duties and no others; the user as a new request would read them."""
    user = User.objects.get(username=name)
    Duty.objects.filter(user=user).delete()
    for unit, role, (since, until) in duties:
        Duty.objects.create(
            user=user, unit=world.units[unit], role=role, valid_from=since, valid_to=until
        )
    return user


def in_lists(user: User) -> set[int]:
    """The matters in the lists of what is in hand and of what has ended; each is counted once."""
    found: set[int] = set()
    for ended in (False, True):
        asked = Listed(user, MONDAY, ended=ended)
        ids = asked.page(Order("opened_at"), 100).ids
        assert asked.counts({"all": []})["all"].number == len(ids) == len(set(ids))
        found |= set(ids)
    return found


MANY = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@MANY
@given(duties=DUTIES)
def test_every_read_shows_the_same_cases(world: Cast, duties) -> None:
    user = give("zheng", world, duties)
    listed = set(visible_cases(user, MONDAY).values_list("number", flat=True))
    assert set(visible_matters(user, MONDAY).values_list("number", flat=True)) == listed
    assert visible_cases(user, MONDAY).count() == len(listed)
    assert in_lists(user) == set(visible_matters(user, MONDAY).values_list("pk", flat=True))
    rows = list(exporting.rows(visible_cases(user, MONDAY), "#1"))[1:]
    assert {row[0] for row in rows} == listed
    found = search(Asked(text="路灯"), user, MONDAY)
    assert set(Case.objects.filter(pk__in=found.ids).values_list("number", flat=True)) == listed
    assert sum(found.states.values()) == len(listed)
    for case in Case.objects.all():
        one = visible_cases(user, MONDAY).filter(number=case.number)
        assert one.exists() == (case.number in listed)


@MANY
@given(duties=DUTIES)
def test_every_door_lets_in_to_the_same_cases(world: Cast, service: Client, duties) -> None:
    """The doors read the clock themselves, so what is expected is what holds now."""
    for name, client in (("zheng", Client()), ("doors", service)):
        user = give(name, world, duties)
        listed = set(visible_cases(user, timezone.now()).values_list("number", flat=True))
        shown = by_page(client, user) if name == "zheng" else by_api(client)
        assert shown == dict.fromkeys(shown, listed)


def by_page(client: Client, user: User) -> dict[str, set[str]]:
    """The cases that each page of the desk shows."""
    client.force_login(user)
    every = Case.objects.values_list("number", flat=True)
    pages = {number: client.get(f"/cases/{number}/").status_code for number in every}
    listed = "".join(client.get("/desk/", {"show": shown}).text for shown in ("open", "closed"))
    found = client.get("/search/", {"q": "路灯"}).text
    shown = {
        "page": {number for number, status in pages.items() if status == 200},
        "list": {number for number in every if f"/cases/{number}/" in listed},
        "search": {number for number in every if f"/cases/{number}/" in found},
    }
    if user.has_any_capability("cases.export", timezone.now()):
        shown["file"] = in_files(client)
    return shown


def in_files(client: Client) -> set[str]:
    """The cases in the files that the desk gives, of what is in hand and of what has ended."""
    found: list[str] = []
    for shown in ("open", "closed"):
        answer = client.post(f"/desk/export/cases/?show={shown}", {"format": "csv"})
        text = answer.getvalue().decode("utf-8-sig")
        found += [row[0] for row in list(csv.reader(io.StringIO(text)))[1:]]
    assert len(found) == len(set(found))
    return set(found)


def by_api(client: Client) -> dict[str, set[str]]:
    """The cases that each endpoint gives, page by page."""
    every = Case.objects.values_list("number", flat=True)
    pages = {number: client.get(f"/api/v1/cases/{number}").status_code for number in every}
    return {
        "object": {number for number, status in pages.items() if status == 200},
        "list": numbers(client, "/api/v1/cases?limit=4"),
        "search": numbers(client, "/api/v1/search?limit=4&q=路灯"),
    }


def numbers(client: Client, address: str) -> set[str]:
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{address}&cursor={cursor}").json()
        found, cursor = found + [item["number"] for item in page["items"]], page["next"]
    assert len(found) == len(set(found))
    return set(found)
