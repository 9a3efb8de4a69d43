"""Files, comments and claims of a matter: for whoever may see it, and for nobody else."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.affairs.cases.tests.stages import dispatched
from linli.matters.actions import attach
from linli.matters.attachments import read
from linli.matters.attachments.store import content_of, remove
from linli.matters.models import Attachment, Comment
from linli.matters.tests.photos import pdf, photo


@pytest.fixture
def case(cast, monday, settings, tmp_path):
    """A case in Li's grid with a photo and a document."""
    settings.MEDIA_ROOT = tmp_path
    case = dispatched(cast, monday)
    attach(case, contents=[read(photo()), read(pdf())], stage="before", by=cast.zhou, at=monday)
    return case


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def addresses(case) -> list[str]:
    return [f"/attachments/{each.pk}/" for each in case.attachments.order_by("pk")]


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "lin"])
def test_who_sees_the_matter_sees_its_files(client, cast, case, name):
    client.force_login(getattr(cast, name))
    answer = client.get(addresses(case)[0])
    assert answer.status_code == 200
    assert body(answer) == content_of(case.attachments.order_by("pk")[0].blob)


@pytest.mark.parametrize(
    "name", ["wang", "liu", "he", "zheng", "qian", "sysadmin", "secadmin", "auditor"]
)
@pytest.mark.parametrize("rest", ["", "thumbnail/"])
def test_to_everybody_else_the_file_is_not_there(client, cast, case, name, rest):
    client.force_login(getattr(cast, name))
    assert client.get(addresses(case)[0] + rest).status_code == 404


def test_a_stranger_gets_no_file(client, case):
    assert client.get(addresses(case)[0]).status_code == 302


def test_a_file_is_served_as_what_it_is_and_kept_by_its_reader_alone(client, cast, case):
    client.force_login(cast.li)
    answers = [client.get(address) for address in addresses(case)]
    assert [(a["Content-Type"], a["Content-Disposition"]) for a in answers] == [
        ("image/jpeg", 'inline; filename="lamp.jpg"'),
        ("application/pdf", 'attachment; filename="notice.pdf"'),
    ]
    for answer in answers:
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert body(answer)


def test_a_thumbnail_is_small_and_drawn_once(client, cast, case):
    client.force_login(cast.li)
    small = [client.get(addresses(case)[0] + "thumbnail/").content for _time in range(2)]
    with Image.open(BytesIO(small[0])) as picture:
        assert max(picture.size) == 320
    assert small[0] == small[1]


def test_a_document_has_a_picture_of_its_first_page(client, cast, case):
    client.force_login(cast.li)
    answer = client.get(addresses(case)[1] + "thumbnail/")
    assert Image.open(BytesIO(answer.content)).size == (213, 320)


@pytest.mark.parametrize("rest", ["", "thumbnail/"])
def test_a_file_that_is_gone_is_not_there(client, cast, case, rest):
    remove(case.attachments.order_by("pk")[0].blob)
    client.force_login(cast.li)
    assert client.get(addresses(case)[0] + rest).status_code == 404


def test_a_comment_is_kept_with_its_audience(client, cast, case):
    client.force_login(cast.chen)
    answer = client.post(
        f"/matters/{case.number}/comment/", {"text": "灯杆编号 17", "audience": "internal"}
    )
    said = Comment.objects.get(text="灯杆编号 17")
    assert answer.headers["Location"] == f"/cases/{case.number}/"
    assert (said.by, said.audience) == (cast.chen, "internal")


@pytest.mark.parametrize(
    "data", [{"text": "  ", "audience": "internal"}, {"text": "好", "audience": "everybody"}]
)
def test_an_empty_comment_is_refused_with_a_reason(client, cast, case, data):
    client.force_login(cast.chen)
    answer = client.post(f"/matters/{case.number}/comment/", data, follow=True)
    assert "note-error" in answer.text
    assert not Comment.objects.filter(by=cast.chen).exists()


def test_files_are_added_to_a_matter(client, cast, case):
    client.force_login(cast.li)
    client.post(f"/matters/{case.number}/attach/", {"contents": [photo("a.png")], "stage": "after"})
    assert Attachment.objects.get(name="a.jpg").uploaded_by == cast.li


def test_a_photo_that_is_no_photo_is_refused_with_its_name(client, cast, case):
    client.force_login(cast.li)
    fake = SimpleUploadedFile("fake.jpg", b"<script>", "image/jpeg")
    answer = client.post(
        f"/matters/{case.number}/attach/", {"contents": [fake], "stage": "after"}, follow=True
    )
    assert "fake.jpg" in answer.text
    assert case.attachments.count() == 2


def test_somebody_of_the_unit_takes_a_matter_on(client, cast, case):
    client.force_login(cast.li)
    client.post(f"/matters/{case.number}/claim/")
    case.refresh_from_db()
    assert case.assignee == cast.li


def test_nobody_takes_on_what_another_unit_holds(client, cast, case):
    client.force_login(cast.chen)
    assert client.post(f"/matters/{case.number}/claim/").status_code == 403


@pytest.mark.parametrize("what", ["comment", "attach", "claim"])
@pytest.mark.parametrize(("name", "status"), [("qian", 404), ("liu", 404), ("zhou", 403)])
def test_who_does_not_see_the_matter_adds_nothing(client, cast, case, what, name, status):
    client.force_login(getattr(cast, name))
    assert client.post(f"/matters/{case.number}/{what}/").status_code == status


@pytest.mark.parametrize("name", ["zhou", "wu"])
@pytest.mark.parametrize("rest", ["", "thumbnail/"])
def test_residents_have_an_address_of_their_own_for_files(client, cast, case, name, rest):
    client.force_login(getattr(cast, name))
    assert client.get(addresses(case)[0] + rest).status_code == 403
