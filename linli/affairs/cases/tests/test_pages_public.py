"""Copies of photos for the public: covered, looked at, and decided on by who may."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from linli.affairs.cases.tests.stages import dispatched
from linli.ground.journal.models import Entry
from linli.matters.actions import attach
from linli.matters.attachments import read
from linli.matters.attachments.actions import publish_photo
from linli.matters.attachments.photos import Area
from linli.matters.attachments.store import content_of
from linli.matters.models import Attachment
from linli.matters.tests.photos import pdf

LEFT = "0-0-500-1000"
MAY = {"chen", "zhao", "sun", "lin"}
SEE = MAY | {"li"}
STAFF = SEE | {"wang", "liu", "he", "zheng", "qian", "sysadmin", "secadmin", "auditor"}


def face() -> SimpleUploadedFile:
    """A picture that is black on its left half's stripes and white elsewhere."""
    picture = Image.new("L", (240, 180), 255)
    for column in range(0, 240, 6):
        picture.paste(0, (column, 0, column + 3, 180))
    data = BytesIO()
    picture.save(data, "PNG")
    return SimpleUploadedFile("zhou-xiulan.png", data.getvalue(), "image/png")


@pytest.fixture
def file(cast, monday, settings, tmp_path) -> Attachment:
    settings.MEDIA_ROOT = tmp_path
    case = dispatched(cast, monday)
    (kept,) = attach(case, contents=[read(face())], stage="before", by=cast.zhou, at=monday)
    return kept


@pytest.fixture
def published(file, cast, monday) -> Attachment:
    """The case is one that everybody may know of, and its photo is covered on the left."""
    file.matter.visibility = "anonymised"
    file.matter.save()
    return publish_photo(file, areas=[Area(0, 0, 500, 1000)], looked=True, by=cast.zhao, at=monday)


def doors(file: Attachment) -> list[str]:
    return [f"/attachments/{file.pk}/public/{door}" for door in ("", "look/", "draft/")]


def contrast(data: bytes, left: int, right: int) -> int:
    with Image.open(BytesIO(data)) as picture:
        darkest, brightest = picture.convert("L").crop((left, 0, right, 180)).getextrema()
    return brightest - darkest


def test_who_sees_a_photo_and_who_decides_for_the_public_are_told_apart(client, cast, file):
    for name in STAFF | {"zhou", "wu"}:
        client.force_login(getattr(cast, name))
        expected = 200 if name in MAY else 403 if name in SEE | {"zhou", "wu"} else 404
        found = {door: client.get(door).status_code for door in doors(file)}
        assert set(found.values()) == {expected}, (name, found)


def test_nobody_else_makes_a_copy_or_takes_one_back(client, cast, published):
    before = published.public_copy_id
    for name in (STAFF | {"zhou", "wu"}) - MAY:
        client.force_login(getattr(cast, name))
        sent = {"looked": "on", "area": [LEFT]}
        refused = {
            client.post(f"/attachments/{published.pk}/public/{door}/", sent).status_code
            for door in ("look", "withdraw")
        }
        assert refused <= {403, 404}, name
    published.refresh_from_db()
    assert published.public_copy_id == before


def test_a_stranger_is_asked_to_sign_in(client, file):
    assert {client.get(door).status_code for door in doors(file)} == {302}


def test_squares_are_ticked_looked_at_and_published(client, cast, file):
    client.force_login(cast.zhao)
    page = client.get(doors(file)[0]).text
    assert page.count('type="checkbox" name="area"') == 12 * 9
    look = client.get(doors(file)[1], {"area": [LEFT, "500-0-583-111"]}).text
    assert f'value="{LEFT}"' in look
    sent = {"looked": "on", "area": [LEFT]}
    assert client.post(doors(file)[1], sent).headers["Location"] == doors(file)[0]
    file.refresh_from_db()
    copy = content_of(file.public_copy)
    assert contrast(copy, 4, 112) < 60
    assert contrast(copy, 130, 236) > 150
    assert contrast(content_of(file.blob), 4, 112) > 150
    made = Entry.objects.about(file.matter).get(event="matters.publish_photo")
    assert (made.by, made.data) == (cast.zhao, {"attachment": file.pk, "areas": 1})


def test_without_a_look_nothing_is_published(client, cast, file):
    client.force_login(cast.zhao)
    answer = client.post(doors(file)[1], {"area": [LEFT]})
    assert answer.status_code == 422
    assert f'value="{LEFT}"' in answer.text
    file.refresh_from_db()
    assert file.public_copy is None


def test_what_is_drawn_is_shown_before_it_is_published(client, cast, file):
    client.force_login(cast.chen)
    drawn = client.get(doors(file)[2], {"area": [LEFT]})
    assert (contrast(drawn.content, 4, 112) < 60, drawn["Content-Type"]) == (True, "image/jpeg")
    assert "no-store" in drawn["Cache-Control"]
    back = client.get(doors(file)[0], {"area": ["10-10-400-400", "0-0-83-111"]}).text
    assert back.count(" checked") == 1
    assert 'type="hidden" name="area" value="10-10-400-400"' in back


@pytest.mark.parametrize("area", ["", "1-2-3", "5-5-5-9", "0-0-1001-9", "a-b-c-d", "-1-0-9-9"])
def test_an_area_that_is_none_is_refused(client, cast, file, area):
    client.force_login(cast.zhao)
    assert {client.get(door, {"area": area}).status_code for door in doors(file)} == {400}
    assert client.get(doors(file)[0], {"area": [LEFT] * 201}).status_code == 400


def test_a_document_has_nothing_to_cover(client, cast, file, monday):
    (kept,) = attach(file.matter, contents=[read(pdf())], stage="before", by=cast.li, at=monday)
    client.force_login(cast.zhao)
    assert {client.get(door).status_code for door in doors(kept)} == {404}


def test_everybody_sees_the_copy_and_nobody_the_photo(client, published):
    answer = client.get(f"/photos/{published.pk}/")
    seen = b"".join(answer.streaming_content)
    assert seen == content_of(published.public_copy)
    assert contrast(seen, 4, 112) < 60
    assert "zhou" not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/attachments/{published.pk}/").status_code == 302


def test_a_copy_of_a_matter_that_is_not_public_is_not_there(client, published):
    published.matter.visibility = "parties"
    published.matter.save()
    assert client.get(f"/photos/{published.pk}/").status_code == 404


def test_who_sees_the_matter_sees_the_copy_and_nobody_else(client, cast, published):
    door = f"/attachments/{published.pk}/public/copy/"
    for name in STAFF | {"zhou", "wu"}:
        client.force_login(getattr(cast, name))
        expected = 200 if name in SEE else 403 if name in {"zhou", "wu"} else 404
        assert client.get(door).status_code == expected, name
        assert client.post(door).status_code in (403, 405), name
    client.logout()
    assert client.get(door).status_code == 302


def test_before_a_copy_is_made_and_after_it_is_taken_back_there_is_none(client, cast, file):
    door = f"/attachments/{file.pk}/public/copy/"
    client.force_login(cast.zhao)
    assert client.get(door).status_code == 404
    client.post(doors(file)[1], {"looked": "on", "area": [LEFT]})
    file.refresh_from_db()
    assert b"".join(client.get(door).streaming_content) == content_of(file.public_copy)
    client.post(f"/attachments/{file.pk}/public/withdraw/")
    assert client.get(door).status_code == 404
    assert client.get("/attachments/0/public/copy/").status_code == 404


def test_a_copy_that_is_taken_back_is_not_there(client, cast, published):
    client.force_login(cast.chen)
    client.post(f"/attachments/{published.pk}/public/withdraw/")
    assert client.get(f"/photos/{published.pk}/").status_code == 404
    assert Entry.objects.filter(event="matters.withdraw_photo", by=cast.chen).count() == 1


def test_the_case_leads_there_whoever_may(client, cast, file):
    for name in SEE:
        client.force_login(getattr(cast, name))
        page = client.get(f"/cases/{file.matter.number}/").text
        assert (doors(file)[0] in page) == (name in MAY), name
