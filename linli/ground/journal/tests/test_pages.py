"""The page of parked deliveries: for the system administrator, and for nobody else."""

from __future__ import annotations

import pytest

from linli.ground.journal.handlers import on
from linli.ground.journal.models import Delivery, Entry

PAGE = "/journal/parked/"
OTHERS = ["zhou", "li", "chen", "zhao", "lin", "secadmin", "auditor", "qian"]


@pytest.fixture(autouse=True)
def _english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def park(rang, ring, monday):
    """Park a delivery of a new entry."""
    on(rang)(lambda entries: None)

    def one() -> Delivery:
        return Delivery.objects.create(
            entry=ring(),
            handler="linli.notices.handlers.tell",
            state=Delivery.State.PARKED,
            attempts=5,
            error="Traceback …\nValueError: <b>no phone</b>\n",
            updated_at=monday,
        )

    return one


def resume(delivery: Delivery) -> str:
    return f"{PAGE}{delivery.pk}/resume/"


def test_the_system_administrator_sees_what_happened_and_what_went_wrong(client, cast, park):
    park()
    client.force_login(cast.sysadmin)
    text = client.get(PAGE).content.decode()
    assert "The bell rang" in text
    assert "places.place:990101001 #1" in text
    assert "linli.notices.handlers.tell" in text
    assert text.count("ValueError: &lt;b&gt;no phone&lt;/b&gt;") == 2


def test_an_empty_page_says_so(client, cast):
    client.force_login(cast.sysadmin)
    assert "Nothing is parked" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_needs_as_many_queries_for_many_as_for_one(
    client, cast, park, rows, django_assert_num_queries
):
    for _ in range(rows):
        park()
    client.force_login(cast.sysadmin)
    client.get(PAGE)
    # Session, user, deliveries; of the menu: duties and staff session.
    with django_assert_num_queries(5):
        client.get(PAGE)


@pytest.mark.parametrize("who", OTHERS)
def test_to_everybody_else_the_page_is_not_there(client, cast, park, who):
    delivery = park()
    client.force_login(getattr(cast, who))
    assert client.get(PAGE).status_code == 404
    assert client.post(resume(delivery)).status_code == 404
    assert Delivery.objects.get().state == "parked"


def test_a_stranger_is_asked_to_sign_in(client, park):
    delivery = park()
    assert client.get(PAGE).status_code == client.post(resume(delivery)).status_code == 302
    assert Delivery.objects.get().state == "parked"


def test_a_delivery_is_tried_again_by_a_button(client, cast, park):
    delivery = park()
    client.force_login(cast.sysadmin)
    for _ in range(2):
        assert client.post(resume(delivery)).headers["Location"] == PAGE
    assert Delivery.objects.get().state == "failing"
    assert "Nothing is parked" in client.get(PAGE).content.decode()
    assert Entry.objects.filter(event="journal.resume", by=cast.sysadmin).count() == 1


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", f"{PAGE}1/resume/", 405), ("post", PAGE, 405), ("post", f"{PAGE}0/resume/", 404)],
)
def test_other_ways_are_refused(client, cast, method, address, status):
    client.force_login(cast.sysadmin)
    assert getattr(client, method)(address).status_code == status
