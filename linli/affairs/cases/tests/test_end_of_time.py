"""When its time is over nothing of a case tells of a person, and the journal still verifies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from linli.affairs.cases.actions import Caller, report
from linli.affairs.cases.models import Case, FollowUp, Result
from linli.ground.journal.models import Entry
from linli.ground.journal.queries import broken_links
from linli.ground.people.actions import reveal
from linli.ground.people.models import Resident
from linli.ground.privacy.actions import end_all, end_kind, place_hold
from linli.ground.privacy.registry import KINDS
from linli.ground.privacy.scan import scan
from linli.ground.privacy.words import words_of
from linli.matters.actions import comment
from linli.matters.attachments import Content
from linli.matters.models import Matter
from linli.matters.search.actions import index
from tests.cast import MONDAY

NAME, PHONE, ID, DOOR = "白秋月", "13700137000", "110105194912310021", "槐树巷9号楼3单元"
WORDS = "隔壁白秋月家漏水到我家厨房"
VALUES = [NAME, PHONE, ID, DOOR, WORDS]
LATER = MONDAY + timedelta(days=3 * 366 + 30)


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: object) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def case(cast, deliver_all) -> Case:
    """A case full of personal data, closed on that Monday; the reporter was told of it."""
    made = report(
        type="complaint",
        text=f"{WORDS}。我的身份证{ID}。",
        title=f"{NAME}家漏水",
        place_code="990101001001001",
        channel="phone",
        reporter=Caller(NAME, PHONE),
        address=DOOR,
        point=(90.51, 40.21),
        photos=[Content(f"{NAME}.pdf", "application/pdf", f"%PDF- {PHONE}".encode())],
        source=("hotline", PHONE),
        by=cast.zhao,
        at=MONDAY,
    )
    comment(made, text=f"请联系{NAME}", audience="internal", by=cast.zhao, at=MONDAY)
    Result.objects.create(
        case=made, unit=made.holder, by=cast.li, at=MONDAY, outcome="solved", text=f"{NAME}已修好"
    )
    FollowUp.objects.create(case=made, by=cast.zhao, at=MONDAY, reached=False, note=PHONE)
    reveal(
        made.reporter,
        field="phone",
        reason=f"联系{NAME}核实{PHONE}",
        where=made.place_id,
        about=made,
        by=cast.zhao,
        at=MONDAY,
    )
    deliver_all()
    Matter.objects.filter(pk=made.pk).update(state="closed", closed_at=MONDAY)
    index([made.pk])
    return Case.objects.get(pk=made.pk)


def left(media: Path) -> set[str]:
    return {found.where for found in scan(VALUES, [media])}


def test_the_scan_finds_every_place_before(case, media):
    found = left(media)
    assert {"cases_case.text", "cases_case.address", "matters_matter.title"} <= found
    assert {"matters_comment.text", "cases_result.text", "cases_followup.note"} <= found
    assert {"people.resident.phone", "people.resident.name"} <= found
    assert {"journal.entry.data (sealed)", "matters_words.vector"} <= found
    assert {"matters_attachment.name", "matters.blob (opened)", "notices.message.address"} <= found


def test_nothing_is_left_after_the_time_is_over(
    cast, case, media, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        end_all(by=cast.system, at=LATER)
    assert left(media) == set()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_the_chain_verifies_although_its_words_are_gone(cast, case):
    end_all(by=cast.system, at=LATER)
    looked = Entry.objects.get(event="people.revealed")
    assert words_of([looked]) == {looked.pk: None}
    assert list(broken_links()) == []


def test_what_is_counted_stays(cast, case):
    end_all(by=cast.system, at=LATER)
    after = Case.objects.get(pk=case.pk)
    assert (after.number, after.category, after.holder) == (case.number, case.category, case.holder)
    assert (after.opened_at, after.closed_at) == (case.opened_at, case.closed_at)
    assert (after.archived_at, after.reporter, after.title) == (LATER, None, case.number)
    assert Resident.objects.filter(pk=case.reporter_id).exists() is False


def test_a_day_too_early_nothing_is_touched(cast, case, media):
    before = left(media)
    end_kind(KINDS["cases.case"], by=cast.system, at=MONDAY + timedelta(days=3 * 365))
    assert left(media) == before


def test_an_open_case_never_ends(cast, case):
    Matter.objects.filter(pk=case.pk).update(state="reported", closed_at=None)
    end_all(by=cast.system, at=LATER)
    assert Case.objects.get(pk=case.pk).text.startswith(WORDS)


def test_a_held_case_is_kept_and_counted(cast, case, media):
    place_hold(case, reason="行政复议需要", until=LATER + timedelta(days=9), by=cast.sun, at=MONDAY)
    run = end_kind(KINDS["cases.case"], by=cast.system, at=LATER)
    assert (run.erased, run.held) == (0, 1)
    assert "cases_case.text" in left(media)
    run = end_kind(KINDS["cases.case"], by=cast.system, at=LATER + timedelta(days=10))
    assert (run.erased, run.held) == (1, 0)


def test_a_second_night_finds_nothing_to_do(cast, case):
    assert end_kind(KINDS["cases.case"], by=cast.system, at=LATER).erased == 1
    assert end_kind(KINDS["cases.case"], by=cast.system, at=LATER).erased == 0


def test_the_journal_tells_how_many_and_nothing_else(cast, case):
    end_kind(KINDS["cases.case"], by=cast.system, at=LATER)
    entry = Entry.objects.get(event="privacy.erased")
    assert entry.data["kind"] == "cases.case"
    assert (entry.data["erased"], entry.data["held"]) == (1, 0)
