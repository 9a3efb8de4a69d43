"""Drafts come in through the page they belong to, once, and in the name of who wrote them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from PIL import Image

from linli.affairs.cases.models import Case
from linli.affairs.cases.tests import stages
from linli.faces.web.context import reader_of
from linli.ground.org.models import User
from tests.cast import MONDAY

SEND = "/drafts/send/"
GRID = "990101001001001"
REPORT = {
    "type": "help", "text": "地下车库没有信号。", "place": GRID, "identity": "named",
    "name": "周秀兰", "phone": "13900000001", "key": "draft 1",
}  # fmt: skip
SETTLED = {
    "type": "help", "text": "楼道堆了纸箱。", "result": "已请住户搬走。", "place": GRID,
    "category": "0303", "key": "draft 2",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def reader(user: User) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return reader_of(request)


def send(client: Client, to: str, data: dict, of: User | None = None):
    return client.post(f"{SEND}?to={to}&reader={reader(of) if of else ''}", data)


def test_a_report_arrives_and_leads_to_its_number(client, cast):
    answer = send(client, "/report/", REPORT)
    assert answer.json() == {"to": "/report/sent/"}
    assert Case.objects.get().number in client.get("/report/sent/").content.decode()


@pytest.mark.parametrize("signed_in", ["", "zhou", "wu", "li"])
def test_a_report_sent_again_is_one_case_whoever_is_signed_in_by_then(client, cast, signed_in):
    send(client, "/report/", REPORT)
    if signed_in:
        client.force_login(getattr(cast, signed_in))
    assert send(client, "/report/", REPORT).status_code == 200
    assert Case.objects.get().created_by == cast.system


def test_what_is_wrong_comes_back_with_the_page_that_says_so(client, cast):
    answer = send(client, "/report/", {**REPORT, "phone": "1"})
    assert (answer.status_code, Case.objects.exists()) == (422, False)
    assert 'class="errors"' in answer.content.decode()


def test_a_grid_worker_settles_on_the_spot_later(client, cast):
    client.force_login(cast.li)
    for _twice in range(2):
        assert send(client, "/grid/settle/", SETTLED, cast.li).json() == {"to": "/grid/"}
    assert Case.objects.get().created_by == cast.li


@pytest.mark.parametrize("signed_in", ["", "wang", "zhao", "zhou"])
def test_a_draft_is_never_sent_in_the_name_of_another(client, cast, signed_in):
    if signed_in:
        client.force_login(getattr(cast, signed_in))
    answer = send(client, "/grid/settle/", SETTLED, cast.li)
    assert (answer.status_code, Case.objects.exists()) == (401, False)


def test_a_draft_of_the_staff_without_a_writer_asks_to_sign_in(client, cast):
    client.force_login(cast.li)
    assert send(client, "/grid/settle/", SETTLED).status_code == 401


def test_a_move_is_made_once_however_often_it_is_sent(client, cast):
    case = stages.dispatched(cast, MONDAY)
    client.force_login(cast.li)
    move = {"version": case.version, "key": "draft 3"}
    answers = [send(client, f"/cases/{case.number}/moves/sign/", move, cast.li) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    case.refresh_from_db()
    assert (case.state, case.version) == ("signed", move["version"] + 1)


def test_a_case_that_changed_meanwhile_is_a_conflict_and_nothing_is_overwritten(client, cast):
    case = stages.dispatched(cast, MONDAY)
    client.force_login(cast.li)
    move = {"version": case.version - 1, "key": "draft 4"}
    answer = send(client, f"/cases/{case.number}/moves/sign/", move, cast.li)
    assert answer.status_code == 409
    case.refresh_from_db()
    assert case.state == "dispatched"


@pytest.mark.parametrize(
    "to", ["", "/signout/", "/drafts/send/", "/no/", "/security/", "https://elsewhere.example/"]
)
def test_only_forms_that_may_wait_come_in_by_this_door(client, cast, to):
    client.force_login(cast.li)
    assert send(client, to, {}, cast.li).status_code == 400


def test_a_draft_without_a_fresh_token_is_refused(cast):
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, "/report/", REPORT).status_code == 403
    token = strict.get("/drafts/token/").json()["token"]
    answer = strict.post(f"{SEND}?to=/report/&reader=", REPORT, headers={"X-CSRFToken": token})
    assert answer.status_code == 200


RATING = {"contacted": "yes", "solved": "yes", "satisfaction": "5", "key": "draft 5"}


def rating(case: Case) -> tuple[str, dict]:
    return f"/my-case/{case.number}/move/rate/", {**RATING, "version": case.version}


def test_a_resident_rates_once_however_often_it_is_sent(client, cast):
    case = stages.verified(cast, MONDAY)
    client.force_login(cast.zhou)
    answers = [send(client, *rating(case), cast.zhou) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert case.follow_ups.count() == 1


def test_a_rating_of_what_changed_meanwhile_is_a_conflict(client, cast):
    case = stages.verified(cast, MONDAY)
    client.force_login(cast.zhou)
    to, data = rating(case)
    answer = send(client, to, {**data, "version": case.version - 1}, cast.zhou)
    assert (answer.status_code, case.follow_ups.count()) == (409, 0)
    assert answer.json()["words"]


@pytest.mark.parametrize("who", ["wu", "li", "zhao"])
def test_nobody_else_rates_by_a_draft(client, cast, who):
    case = stages.verified(cast, MONDAY)
    client.force_login(getattr(cast, who))
    assert send(client, *rating(case), getattr(cast, who)).status_code == 404
    assert case.follow_ups.count() == 0


def test_a_case_followed_by_its_number_is_rated_while_it_is_open_here(client, cast):
    case = stages.verified(cast, MONDAY)
    assert send(client, *rating(case)).status_code == 410
    client.post("/follow/", {"number": case.number, "phone": "13900000001"})
    assert send(client, *rating(case)).status_code == 200
    assert case.follow_ups.count() == 1


def photo() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (60, 40), "#0f5c5c").save(file, "JPEG")
    return SimpleUploadedFile("lamp.jpg", file.getvalue(), "image/jpeg")


def test_photos_come_with_a_draft(client, cast):
    photos = [photo(), photo()]
    assert send(client, "/report/", {**REPORT, "photos": photos}).status_code == 200
    assert Case.objects.get().attachments.count() == 2


def test_a_reader_has_one_name_that_tells_nothing(client, cast):
    client.force_login(cast.li)
    told = client.get("/drafts/token/").json()["reader"]
    assert told == reader(cast.li) != reader(cast.wang)
    assert Client().get("/drafts/token/").json()["reader"] == ""
    assert str(cast.li.pk) != told
