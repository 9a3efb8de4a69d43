"""Every page as every member of the cast: no error of the server, nothing that the rules hide."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pytest
from django.test import Client

from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.tests import stages
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.matters.models import Matter
from tests.cast import MONDAY, Cast
from tests.doors.pages import Walk, addresses, filled

EVERYBODY = (
    "zhou", "wu", "li", "wang", "chen", "zhao", "liu", "gao", "sun", "lin", "fang", "he", "zheng",
    "qian", "sysadmin", "secadmin", "auditor", "",
)  # fmt: skip
PHONES = {"zhou": "13900000001", "wu": "13900000002"}
MOST = 400 if os.environ.get("LINLI_LONG") else 60
FINE = {200, 204, 301, 302, 304, 400, 401, 403, 404, 405, 409, 412, 413, 422, 429}


@dataclass
class World:
    """Cases of several stages, each with a word of its own that tells where it was seen."""

    cast: Cast
    words: dict[int, str]

    def hidden_from(self, user: User | None) -> list[str]:
        """The numbers and words of cases that somebody may not see."""
        seen = set(visible_cases(user, MONDAY).values_list("pk", flat=True)) if user else set()
        hidden = Case.objects.exclude(pk__in=seen)
        return [text for case in hidden for text in (case.number, self.words[case.pk])]


@pytest.fixture
def world(cast: Cast) -> World:
    words: dict[int, str] = {}
    places = ["990101001001001", "990101001001", "990101001002", "990101002001"]
    for number, place in enumerate(places):
        word = f"暗号{'甲乙丙丁'[number]}"
        case = stages.reported(cast, MONDAY, place_code=place, text=f"{word}。路灯不亮了。")
        words[case.pk] = word
    for stage in (stages.dispatched, stages.finished, stages.closed):
        word = f"暗号{stage.__name__}"
        words[stage(cast, MONDAY, text=f"{word}。井盖松了。").pk] = word
    return World(cast, words)


def sign_in(world: World, name: str) -> tuple[Client, User | None]:
    client = Client(raise_request_exception=False)
    user = getattr(world.cast, name) if name else None
    if user:
        client.force_login(user)
    return client, user


def test_whoever_follows_every_link_sees_nothing_hidden(world: World) -> None:
    wrong = {name: found for name in EVERYBODY if (found := faults_of_a_walk(world, name))}
    assert wrong == {}


def faults_of_a_walk(world: World, name: str) -> list[tuple[object, str]]:
    """What is broken, or shown though it is hidden, on the pages that lead on from the first."""
    client, user = sign_in(world, name)
    pages = Walk(client, MOST).from_("/", "/desk/")
    hidden = world.hidden_from(user)
    hidden += [phone for who, phone in PHONES.items() if who != name]
    broken = [(status, address) for address, (status, _text) in pages.items() if status >= 500]
    shown = [(text, a) for text in hidden for a, (_status, page) in pages.items() if text in page]
    return [*broken, *shown, *([("pages", str(len(pages)))] if len(pages) <= 3 else [])]


@pytest.mark.parametrize("name", ["", "wu", "li", "liu", "zhao", "qian", "sysadmin"])
def test_every_address_answers_everybody_and_changes_nothing_of_others(
    world: World, name: str
) -> None:
    client, user = sign_in(world, name)
    seen = visible_cases(user, MONDAY).values("pk") if user else []
    hidden = Matter.objects.exclude(pk__in=seen)
    before = dict(hidden.values_list("pk", "version"))
    told = Entry.objects.filter(about_kind="matters.matter").exclude(
        about_id__in=[str(case.pk) for case in Case.objects.filter(pk__in=seen)]
    )
    count = told.count()
    numbers = [hidden.values_list("number", flat=True).first() or "nothing", "nothing"]
    broken = []
    for route, _names in addresses():
        if route.startswith(("/api/", "/static/")):
            continue
        for number in numbers if "number" in route else numbers[:1]:
            values = {"number": number, "code": "990101", "place": "990101", "username": "li"}
            address = filled(route, values | {"name": "accept"})
            for answer in (client.get(address), client.post(address, {"format": "csv"})):
                if answer.status_code not in FINE:
                    broken.append((answer.status_code, answer.request["REQUEST_METHOD"], address))
                answer.getvalue() if answer.streaming else None
    assert broken == []
    assert dict(Matter.objects.filter(pk__in=before).values_list("pk", "version")) == before
    assert told.count() == count
