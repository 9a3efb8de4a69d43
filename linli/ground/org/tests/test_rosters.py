"""Duties by a table: what is granted, what ends, what is refused by row and column."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from linli.ground.journal.models import Entry
from linli.ground.org import actions
from linli.ground.org.models import Duty
from linli.ground.org.rosters import DUTY_COLUMNS
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Row, read
from tests.cast import MONDAY

TODAY = timezone.localdate(MONDAY)
DAY = timedelta(days=1)
STREET = "990101001"
TITLES = {
    "user": "用户名",
    "unit": "单位编码",
    "role": "角色",
    "valid_from": "起始日期",
    "last_day": "截止日期",
}
PAGE = "/org/duties/import/"


def row(number: int = 2, **changed: str) -> Row:
    values = {"user": "tao", "unit": STREET, "role": "dispatcher"}
    return Row(number, values | changed, TITLES)


def imported(cast, *rows: Row, by=None, at=MONDAY, **given: bool):
    done = actions.import_duties(rows=rows, **given, by=by or cast.secadmin, at=at)
    return (done.created, done.updated, done.unchanged)


def faults(cast, *rows: Row) -> list[tuple[int, str]]:
    before = (Duty.objects.count(), Entry.objects.count())
    with pytest.raises(RowsRefused) as refused:
        imported(cast, *rows)
    assert (Duty.objects.count(), Entry.objects.count()) == before
    return [(fault.row, fault.column) for fault in refused.value.faults]


def upload(*lines: str, name: str = "duties.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(
        name, "\n".join(("用户名,单位编码,角色,起始日期,截止日期", *lines)).encode()
    )


def test_a_duty_is_granted_by_its_role_in_words_or_as_code(cast, newcomer):
    rows = [row(), row(3, role="网格长", unit="990101001001001", valid_from="2026/6/1")]
    assert imported(cast, *rows) == (2, 0, 0)
    duties = newcomer.duties.order_by("pk").values_list("role", "valid_from", "valid_to")
    assert [*duties] == [
        ("dispatcher", TODAY, None),
        ("grid_lead", TODAY.replace(month=6, day=1), None),
    ]
    assert Entry.objects.about(newcomer).filter(event="org.grant", by=cast.secadmin).count() == 2


def test_a_role_that_does_not_fit_the_unit_is_a_fault_of_its_column(cast, newcomer):
    assert faults(cast, row(unit="990101001001")) == [(2, "角色")]


def test_the_same_table_again_doubles_nothing(cast, newcomer):
    rows = [row(), row(3, unit="990101002", valid_from="2026-06-01", last_day="2026-06-30")]
    imported(cast, *rows)
    assert imported(cast, *rows) == (0, 0, 2)
    assert imported(cast, *rows, at=MONDAY + 60 * DAY) == (0, 0, 2)


def test_a_last_day_ends_the_duty_and_again_changes_nothing(cast, newcomer):
    imported(cast, row())
    ending = row(last_day=str(TODAY + 9 * DAY))
    assert imported(cast, ending) == (0, 1, 0)
    assert newcomer.duties.get().valid_to == TODAY + 10 * DAY
    assert imported(cast, ending) == imported(cast, ending, at=MONDAY + 90 * DAY) == (0, 0, 1)
    assert Entry.objects.about(newcomer).last().event == "org.end_duty"


def test_what_the_table_does_not_name_stays(cast, newcomer):
    before = Duty.objects.in_force(TODAY).count()
    imported(cast, row())
    assert Duty.objects.in_force(TODAY).count() == before + 1


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"user": "nobody"}, "用户名"),
        ({"user": "secadmin"}, "用户名"),
        ({"user": "auditor"}, "用户名"),
        ({"user": "zhou"}, "用户名"),
        ({"name": "高原"}, "name"),
        ({"unit": "990101999"}, "单位编码"),
        ({"role": "皇帝"}, "角色"),
        ({"valid_from": "昨天"}, "起始日期"),
        ({"valid_from": "2026-02-30"}, "起始日期"),
        ({"valid_from": "2026-05-01"}, "起始日期"),
        ({"valid_from": "2026-06-02", "last_day": "2026-06-01"}, "截止日期"),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column_and_nothing_is_granted(
    cast, newcomer, changed, column
):
    assert faults(cast, row(2, unit="990101002"), row(3, **changed)) == [(3, column)]


def test_an_end_is_not_put_off_nor_dated_back(cast, newcomer):
    imported(cast, row(last_day="2026-06-01"))
    assert faults(cast, row(last_day="2026-07-01")) == [(2, "截止日期")]
    assert faults(cast, row(last_day="2026-05-01")) == [(2, "截止日期")]


def test_two_rows_do_not_speak_of_one_duty(cast, newcomer):
    assert faults(cast, row(2), row(3, last_day="2026-06-01")) == [(3, "用户名")]


def test_bad_rows_are_left_out_where_that_is_asked_for(cast, newcomer):
    assert imported(cast, row(2), row(3, role="皇帝"), skip_bad=True) == (1, 0, 0)


def test_who_is_blocked_gets_no_duty(cast, newcomer):
    actions.block_user(newcomer, by=cast.secadmin, at=MONDAY)
    newcomer.refresh_from_db()
    assert faults(cast, row()) == [(2, "用户名")]


@pytest.mark.parametrize("name", ["zhao", "sun", "lin", "sysadmin", "auditor", "qian", "zhou"])
def test_nobody_but_the_security_administrator_brings_duties_in(cast, newcomer, name):
    with pytest.raises(actions.NotAllowed):
        imported(cast, row(), by=getattr(cast, name))


@pytest.mark.parametrize(
    ("name", "status"),
    [("zhao", 403), ("sun", 403), ("sysadmin", 403), ("auditor", 403), ("zhou", 404)],
)
def test_nobody_else_has_the_page_or_the_table(signed_in, name, status):
    browser = signed_in(name)
    answers = [browser.get(PAGE), browser.post(PAGE, {"file": upload()})]
    answers.append(browser.get("/org/duties/duties.xlsx"))
    assert [answer.status_code for answer in answers] == [status] * 3
    assert PAGE not in browser.get("/org/").content.decode()


def test_the_page_grants_and_says_how_many(signed_in, newcomer):
    browser = signed_in("secadmin")
    page = browser.post(PAGE, {"file": upload(f"tao,{STREET},调度员,,")})
    assert "授予 1 项，终止 0 项，0 项不变。" in page.content.decode()
    assert (page.context["done"].created, newcomer.duties.get().role) == (1, "dispatcher")


def test_the_page_names_the_faults_and_changes_nothing(signed_in, newcomer):
    page = signed_in("secadmin").post(PAGE, {"file": upload(f"tao,{STREET},皇帝,,")})
    assert page.status_code == 422
    assert [(f.row, f.column) for f in page.context["refused"]] == [(2, "角色")]
    assert not newcomer.duties.exists()


def test_a_file_that_is_no_table_is_refused(signed_in, cast):
    page = signed_in("secadmin").post(PAGE, {"file": SimpleUploadedFile("a.csv", b"\xff\xd8\xff")})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_table_of_todays_duties_brought_back_changes_nothing(signed_in, cast, suffix):
    browser = signed_in("secadmin")
    body = b"".join(browser.get(f"/org/duties/duties.{suffix}").streaming_content)
    page = browser.post(PAGE, {"file": SimpleUploadedFile(f"d.{suffix}", body)})
    done = page.context["done"]
    assert (done.created, done.updated, done.unchanged) == (0, 0, Duty.objects.count())


def test_the_empty_table_asks_for_every_column_as_text_and_explains_the_roles(signed_in):
    body = b"".join(signed_in("secadmin").get("/org/duties/template.xlsx").streaming_content)
    book = load_workbook(io.BytesIO(body))
    first, second = book.worksheets
    assert [cell.value for cell in first[1]] == [column.title for column in DUTY_COLUMNS]
    assert first.column_dimensions["C"].number_format == "@"
    assert ["调度员", "dispatcher", "街道, 治理中心"] in [
        [cell.value for cell in line] for line in second
    ]
    assert [*read(io.BytesIO(body), DUTY_COLUMNS, name="a.xlsx")] == []


def test_many_people_are_set_up_at_once_because_drawn_passwords_are_kept_cheaply(cast):
    rows = [row(number, user=f"tao{number}", name="陶然") for number in range(2, 5)]
    _done, new = actions.import_staff(rows=rows, by=cast.secadmin, at=MONDAY)
    kept = {identify_hasher(user.password).algorithm for user, _secret in new}
    assert (len(new), kept) == (3, {"drawn_pbkdf2_sha256"})
    user, secret = new[0]
    assert not user.check_password(secret[:-1])
    assert user.check_password(secret)
    user.refresh_from_db()
    assert (identify_hasher(user.password).algorithm, user.password_temporary) == ("argon2", True)


def test_a_wrong_password_takes_as_much_work_where_it_was_drawn(cast, monkeypatch):
    drawn = actions.reset_password(cast.li, by=cast.secadmin, at=MONDAY)
    worked, encode = [], Argon2PasswordHasher.encode
    monkeypatch.setattr(
        Argon2PasswordHasher, "encode", lambda *given: worked.append(given) or encode(*given)
    )
    assert not cast.li.check_password(drawn[:-1])
    assert len(worked) == 1
