"""One's own case: seeing it, rating it, opening it again, adding to it; and nobody else's."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from linli.affairs.cases import actions
from linli.affairs.cases.models import Case, State
from linli.faces.portal.tests.conftest import PLACE
from linli.matters.actions import attach, comment
from linli.matters.attachments import Content

RATING = {"contacted": "yes", "solved": "yes", "satisfaction": "5", "note": "修得快"}


def page(case: Case, more: str = "") -> str:
    return f"/my-case/{case.number}/{more}"


def labels(response) -> list[str]:
    return [item["label"] for item in response.context["story"]]


def file_type(client, url: str) -> str:
    response = client.get(url)
    response.close()
    return response.get("Content-Type", "")


def rate(client, case: Case, **other: object):
    return client.post(page(case, "move/rate/"), {**RATING, "version": case.version, **other})


def test_the_reporter_reads_the_story_in_plain_words(client, cast, verified):
    client.force_login(cast.zhou)
    response = client.get(page(verified))
    assert labels(response) == [
        "The result was checked",
        "Handled",
        "They got in touch with you",
        "Those in charge have it in hand",
        "Given to those in charge",
        "Accepted",
        "We received your report",
    ]
    assert response.context["story"][1]["text"] == "Solved\n已更换灯泡"
    assert response.context["story"][1]["who"] == "桂花里第一网格"


def test_the_reporter_reads_neither_names_of_staff_nor_their_notes(client, cast, verified):
    comment(verified, text="他又来了", audience="internal", by=cast.li, at=verified.opened_at)
    client.force_login(cast.zhou)
    text = client.get(page(verified)).content.decode()
    assert "李晓梅" not in text
    assert "赵敏" not in text
    assert "内部备注" not in text
    assert "电话里说好" not in text
    assert "他又来了" not in text


def test_the_reporter_reads_what_is_written_to_them(client, cast, case, monday):
    comment(case, text="明天下午来修", audience="reporter", by=cast.li, at=monday)
    client.force_login(cast.zhou)
    assert client.get(page(case)).context["story"][0]["text"] == "明天下午来修"


def test_a_decline_says_why(client, cast, case, monday):
    actions.decline(case, reason_code="outside_duty", note="请向法院起诉", by=cast.zhao, at=monday)
    client.force_login(cast.zhou)
    response = client.get(page(case))
    assert response.context["story"][0]["text"] == (
        "Not within the duties of government\n请向法院起诉"
    )
    assert response.context["offers"] == []


@pytest.mark.parametrize("who", ["wu", "li", "chen", "zhao", "liu", "qian", "sysadmin", "auditor"])
@pytest.mark.parametrize("more", ["", "add/", "move/rate/", "photo/1/"])
def test_nobody_else_finds_it(client, cast, verified, who, more):
    client.force_login(getattr(cast, who))
    send = client.post if more in ("add/", "move/rate/") else client.get
    assert send(page(verified, more)).status_code == 404


@pytest.mark.parametrize("more", ["add/", "move/rate/"])
def test_a_stranger_can_do_nothing(client, verified, more):
    assert client.post(page(verified, more), RATING).status_code == 404


@pytest.mark.parametrize("number", ["260506-0000426", "nonsense"])
def test_a_number_that_does_not_exist_is_not_found(client, cast, number):
    client.force_login(cast.zhou)
    assert client.get(f"/my-case/{number}/").status_code == 404


def test_the_reporter_rates_and_the_case_is_closed(client, cast, verified):
    client.force_login(cast.zhou)
    assert rate(client, verified).url == page(verified)
    verified.refresh_from_db()
    answer = verified.follow_ups.get()
    assert verified.state == State.CLOSED
    assert (answer.contacted, answer.solved, answer.satisfaction) == (True, True, 5)
    assert answer.by == cast.zhou


def test_who_follows_by_number_rates_as_the_reporter(client, cast, verified):
    client.post("/follow/", {"number": verified.number, "phone": "13900000001"})
    rate(client, verified)
    assert verified.follow_ups.get().by == cast.zhou


def test_an_answer_sent_twice_counts_once(client, cast, verified):
    client.force_login(cast.zhou)
    rate(client, verified, key="once")
    rate(client, verified, key="once")
    assert verified.follow_ups.count() == 1


def test_an_answer_left_out_is_asked_for_and_the_others_are_kept(client, cast, verified):
    client.force_login(cast.zhou)
    response = rate(client, verified, solved="")
    assert response.status_code == 422
    [offer] = response.context["offers"]
    assert list(offer["form"].errors) == ["solved"]
    assert "修得快" in response.content.decode()


def test_a_level_that_does_not_exist_is_refused(client, cast, verified):
    client.force_login(cast.zhou)
    assert rate(client, verified, satisfaction="6").status_code == 422


@pytest.mark.parametrize("version", ["1", "", "x", "9" * 30])
def test_a_page_that_is_out_of_date_rates_nothing(client, cast, verified, version):
    client.force_login(cast.zhou)
    response = client.post(
        page(verified, "move/rate/"), {**RATING, "version": version}, follow=True
    )
    assert "Somebody was faster" in response.content.decode()
    assert not verified.follow_ups.exists()


@pytest.mark.parametrize("name", ["accept", "verify", "lapse", "nonsense"])
def test_a_move_that_is_not_the_reporters_is_refused(client, cast, verified, name):
    client.force_login(cast.zhou)
    data = {"version": verified.version, "note": "x"}
    client.post(page(verified, f"move/{name}/"), data)
    verified.refresh_from_db()
    assert verified.state == State.VERIFIED


def test_what_is_not_solved_is_opened_again_with_a_reason(client, cast, verified):
    client.force_login(cast.zhou)
    rate(client, verified, solved="no", satisfaction="2")
    verified.refresh_from_db()
    data = {"note": "又不亮了", "version": verified.version}
    client.post(page(verified, "move/reopen/"), data)
    verified.refresh_from_db()
    assert verified.state == State.DISPATCHED
    response = client.get(page(verified))
    assert (labels(response)[0], response.context["story"][0]["text"]) == (
        "You had it opened again",
        "又不亮了",
    )


def test_it_is_not_opened_again_without_a_reason(client, cast, verified):
    client.force_login(cast.zhou)
    rate(client, verified)
    verified.refresh_from_db()
    response = client.post(page(verified, "move/reopen/"), {"version": verified.version})
    assert response.status_code == 422


def test_after_its_time_it_is_not_opened_again(client, cast, verified, monday):
    actions.rate(
        verified, contacted=True, solved=True, satisfaction=5, by=cast.zhou, at=verified.opened_at
    )
    client.force_login(cast.zhou)
    assert client.get(page(verified)).context["offers"] == []
    data = {"note": "又不亮了", "version": verified.version}
    response = client.post(page(verified, "move/reopen/"), data, follow=True)
    assert "too late" in response.content.decode()


def test_the_reporter_adds_words_and_photos(client, cast, case, snapshot):
    client.force_login(cast.zhou)
    client.post(page(case, "add/"), {"text": "五号楼也不亮", "photos": snapshot(), "key": "k"})
    assert [said.text for said in case.comments.all()] == ["五号楼也不亮"]
    response = client.get(page(case))
    assert labels(response)[:2] == ["You added photos", "You wrote"]
    [photo] = response.context["story"][0]["photos"]
    assert file_type(client, photo["url"]) == "image/jpeg"


def test_what_is_added_twice_is_added_once(client, cast, case):
    client.force_login(cast.zhou)
    for _ in range(2):
        client.post(page(case, "add/"), {"text": "五号楼也不亮", "key": "k"})
    assert case.comments.count() == 1


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_cannot_be_added(client, cast, case, text):
    client.force_login(cast.zhou)
    response = client.post(page(case, "add/"), {"text": text, "key": "k"})
    assert response.status_code == 422
    assert "Write something or choose a photo." in response.content.decode()


def test_a_photo_that_is_none_is_not_added_and_the_words_are_kept(client, cast, case):
    client.force_login(cast.zhou)
    fake = SimpleUploadedFile("x.jpg", b"no photo", "image/jpeg")
    response = client.post(page(case, "add/"), {"text": "看照片", "photos": fake, "key": "k"})
    assert response.status_code == 422
    assert "看照片" in response.content.decode()
    assert not case.comments.exists()


def test_a_file_that_staff_keep_for_themselves_is_not_found(client, cast, case, monday):
    own = Content("notes.pdf", "application/pdf", b"%PDF-1")
    [kept] = attach(case, contents=[own], stage="before", by=cast.li, at=monday)
    client.force_login(cast.zhou)
    assert client.get(page(case, f"photo/{kept.pk}/")).status_code == 404


def test_the_evidence_of_the_handling_is_found(client, cast, case, monday):
    proof = Content("after.pdf", "application/pdf", b"%PDF-1")
    [kept] = attach(case, contents=[proof], stage="after", by=cast.li, at=monday)
    client.force_login(cast.zhou)
    assert file_type(client, page(case, f"photo/{kept.pk}/")) == "application/pdf"


def test_a_photo_of_another_case_is_not_found(client, cast, case, monday):
    own = actions.report(
        type="help",
        text="自己的事",
        place_code=PLACE,
        channel="web",
        reporter=cast.residents["wu"],
        by=cast.wu,
        at=monday,
    )
    proof = Content("after.pdf", "application/pdf", b"%PDF-1")
    [kept] = attach(case, contents=[proof], stage="after", by=cast.li, at=monday)
    client.force_login(cast.wu)
    assert client.get(f"/my-case/{own.number}/photo/{kept.pk}/").status_code == 404


def test_the_page_asks_the_database_the_same_however_long_the_story(
    client, cast, verified, django_assert_num_queries
):
    client.force_login(cast.zhou)
    client.get(page(verified))
    with django_assert_num_queries(12):
        client.get(page(verified))
    for n in range(3):
        comment(verified, text=f"{n}", audience="reporter", by=cast.li, at=verified.opened_at)
    with django_assert_num_queries(12):
        client.get(page(verified))


def test_to_a_closed_case_nothing_is_added_and_the_words_are_kept(client, cast, verified):
    actions.rate(
        verified, contacted=True, solved=True, satisfaction=5, by=cast.zhou, at=verified.opened_at
    )
    client.force_login(cast.zhou)
    response = client.post(page(verified, "add/"), {"text": "还有一事", "key": "k"})
    assert response.status_code == 422
    assert "This case is closed." in response.content.decode()
    assert "还有一事" in response.content.decode()


def test_a_photo_is_sent_small_too(client, cast, case, snapshot):
    client.force_login(cast.zhou)
    client.post(page(case, "add/"), {"photos": snapshot(), "key": "k"})
    [photo] = client.get(page(case)).context["story"][0]["photos"]
    assert file_type(client, photo["small"]) == "image/jpeg"


def test_what_the_staff_noted_as_withdrawn_goes_on_when_its_reporter_says_so(client, cast, case):
    noted = {"asked_by": "phone", "note": "说不用了"}
    actions.record_withdrawal(case, **noted, by=cast.chen, at=timezone.now())
    client.force_login(cast.zhou)
    assert "contest_withdrawal" in client.get(page(case)).text
    sent = {"note": "我没有说过", "version": case.version, "key": "k"}
    assert (
        client.post(page(case, "move/contest_withdrawal/"), {**sent, "note": ""}).status_code == 422
    )
    client.post(page(case, "move/contest_withdrawal/"), sent)
    case.refresh_from_db()
    assert (case.state, labels(client.get(page(case)))[0]) == (
        State.REPORTED,
        "You did not wish it withdrawn",
    )


def test_who_withdrew_it_themselves_is_not_asked_whether_they_did(client, cast, case):
    actions.withdraw(case, note="修好了", by=cast.zhou, at=timezone.now())
    client.force_login(cast.zhou)
    assert "contest_withdrawal" not in client.get(page(case)).text
