"""Another office is told what happened: what it may know, signed, repeated, never the inside."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from linli.affairs.cases.actions import report
from linli.affairs.cases.models import Case
from linli.faces.api.tests.test_cases import ALL, client_of, post
from linli.faces.hooks import actions
from linli.faces.hooks.models import Sending, Subscription
from linli.faces.hooks.sending import BadAddress, look_at, sign
from linli.ground.org.models import Duty, User
from linli.ground.people.models import Resident
from linli.ground.privacy.models import Exchange
from tests.cast import MONDAY, Cast


class Receiver:
    """A receiver on this machine, and what it was told."""

    def __init__(self) -> None:
        self.status, self.told = 204, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.told.append((dict(self.headers), body))
                self.send_response(outer.status)
                self.send_header("Location", "http://127.0.0.1/elsewhere")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/told?from=linli"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOKS_INSIDE = True
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def add_case(cast: Cast, place: str = "990101001001") -> Case:
    return report(
        type="help",
        text="周秀兰说路灯不亮了。",
        place_code=place,
        channel="web",
        reporter=Resident.objects.first(),
        by=cast.zhou,
        at=MONDAY,
    )


def subscribe(cast: Cast, url: str, **given) -> tuple[Subscription, str]:
    client_of(cast, *ALL, unit=given.pop("unit", "990101"))
    account = User.objects.get(username="hotline")
    given = {"events": [], "place_code": ""} | given
    return actions.subscribe(account=account, url=url, **given, by=account, at=MONDAY)


def send_all() -> list[str]:
    """Make one attempt with everything that is on its way; give the states."""
    for sending in Sending.objects.filter(state="waiting"):
        actions.attempt(sending, at=MONDAY)
    return list(Sending.objects.order_by("pk").values_list("state", flat=True))


def test_the_receiver_is_told_and_can_check_the_signature(cast, receiver, deliver_all):
    _made, secret = subscribe(cast, receiver.url)
    case = add_case(cast)
    deliver_all()
    assert send_all() == ["done"]
    ((headers, body),) = receiver.told
    assert headers["webhook-id"] == f"msg_{Sending.objects.get().pk}"
    assert headers["webhook-signature"] == sign(
        secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body
    )
    data = json.loads(body)
    assert (data["type"], data["data"]["number"]) == ("cases.report", case.number)


def test_nothing_personal_is_told(cast, receiver, deliver_all):
    subscribe(cast, receiver.url)
    add_case(cast)
    deliver_all()
    send_all()
    text = receiver.told[0][1].decode()
    assert not any(secret in text for secret in ("周秀兰", "13900000001", "路灯"))


def test_an_entry_is_told_once_however_often_it_is_delivered(cast, receiver, deliver_all):
    subscribe(cast, receiver.url)
    add_case(cast)
    deliver_all()
    deliver_all()
    assert Sending.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="hooks.send").count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"events": ["cases.settle"]},
        {"place_code": "990101002"},
        {"unit": "990102001001"},
    ],
)
def test_what_is_not_wanted_or_not_seen_is_not_told(cast, receiver, deliver_all, given):
    subscribe(cast, receiver.url, **given)
    add_case(cast)
    deliver_all()
    assert Sending.objects.count() == 0


def test_what_is_no_longer_seen_is_withheld(cast, receiver, deliver_all):
    subscribe(cast, receiver.url)
    add_case(cast)
    deliver_all()
    Duty.objects.filter(user__username="hotline").delete()
    assert send_all() == ["withheld"]
    assert receiver.told == []


def test_what_is_not_taken_is_tried_ten_times_and_again_when_asked(cast, receiver, deliver_all):
    made, _secret = subscribe(cast, receiver.url)
    receiver.status = 500
    add_case(cast)
    deliver_all()
    assert [send_all() for _ in range(actions.ATTEMPTS)][-2:] == [["waiting"], ["dead"]]
    assert Sending.objects.get().error == "HTTP 500"
    receiver.status = 200
    actions.resend(Sending.objects.get(), by=made.account, at=MONDAY)
    assert send_all() == ["done"]


def test_a_redirection_is_not_followed(cast, receiver, deliver_all):
    subscribe(cast, receiver.url)
    receiver.status = 307
    add_case(cast)
    deliver_all()
    assert send_all() == ["waiting"]
    assert len(receiver.told) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/",
        "https://10.0.0.1/",
        "https://0/",
        "http://203.0.113.9.example/",
        "https://user:word@127.0.0.1/",
        "https://127.0.0.1:99999/",
        "file:///etc/passwd",
        "https://",
        "没有",
    ],
)
def test_an_address_of_the_inside_is_refused(db, url):
    with pytest.raises(BadAddress):
        look_at(url)


def test_the_api_keeps_the_webhooks_of_its_own_account(cast, receiver):
    client = client_of(cast, *ALL, "webhooks")
    made = post(client, "/webhooks", {"url": receiver.url, "place": "990101"})
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    (listed,) = client.get("/api/v1/webhooks").json()["items"]
    assert "secret" not in listed
    number = listed["id"]
    assert client.get(f"/api/v1/webhooks/{number}/sendings").json() == {"items": [], "next": None}
    assert client.delete(f"/api/v1/webhooks/{number}").status_code == 204
    Subscription.objects.update(account=cast.system)
    assert client.delete(f"/api/v1/webhooks/{number}").status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "https://127.0.0.1/"}, "bad-address"),
        ({"url": "https://127.0.0.1/", "events": ["no.such"]}, "hook-refused"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_over_the_api(cast, body, code):
    answer = post(client_of(cast, *ALL, "webhooks"), "/webhooks", body)
    assert (answer.status_code, answer.json()["title"]) == (422, code)


def test_without_the_scope_there_are_no_webhooks(cast):
    assert client_of(cast, *ALL).get("/api/v1/webhooks").status_code == 403


def test_the_system_administrator_sets_one_up_and_sees_the_secret_once(client, cast, receiver):
    client_of(cast, *ALL)
    account = User.objects.get(username="hotline")
    client.force_login(cast.sysadmin)
    page = client.post("/webhooks/", {"account": account.pk, "url": receiver.url})
    assert "whsec_" in page.content.decode()
    assert "whsec_" not in client.get("/webhooks/").content.decode()
    number = Subscription.objects.get().pk
    assert client.get(f"/webhooks/{number}/").status_code == 200
    client.post(f"/webhooks/{number}/end/")
    assert Subscription.objects.get().ended_at is not None


def test_a_bad_address_is_shown_in_the_form(client, cast):
    client_of(cast, *ALL)
    account = User.objects.get(username="hotline")
    client.force_login(cast.sysadmin)
    page = client.post("/webhooks/", {"account": account.pk, "url": "https://127.0.0.1/"})
    assert (page.status_code, Subscription.objects.count()) == (422, 0)


@pytest.mark.parametrize("who", ["zhao", "sun", "secadmin", "auditor"])
def test_nobody_else_has_these_pages(client, cast, receiver, who):
    made, _secret = subscribe(cast, receiver.url)
    client.force_login(getattr(cast, who))
    assert client.get("/webhooks/").status_code == 404
    assert client.get(f"/webhooks/{made.pk}/").status_code == 404
    assert client.post(f"/webhooks/{made.pk}/end/").status_code == 404
    assert Subscription.objects.get().ended_at is None


def test_an_attempt_of_a_day_later_carries_that_days_time(cast, receiver, deliver_all):
    subscribe(cast, receiver.url)
    add_case(cast)
    deliver_all()
    actions.attempt(Sending.objects.get(), at=MONDAY + timedelta(days=1))
    later = int((MONDAY + timedelta(days=1)).timestamp())
    assert receiver.told[0][0]["webhook-timestamp"] == str(later)


def test_what_was_taken_is_in_the_log_of_exchanges_and_what_was_refused_is_not(
    cast, receiver, deliver_all
):
    subscribe(cast, receiver.url)
    add_case(cast)
    deliver_all()
    receiver.status = 500
    send_all()
    assert Exchange.objects.count() == 0
    receiver.status = 204
    send_all()
    row = Exchange.objects.get()
    assert (row.way, row.what, row.count) == ("webhook", "events", 1)
    assert row.recipient == "hotline · 127.0.0.1"
