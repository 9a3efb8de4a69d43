"""The cases of the inbox, taken out with every column: by whom, and what is kept of that."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from linli.affairs.cases.actions import decline, merge, report
from linli.affairs.cases.models import Case
from linli.ground.journal.models import Entry
from linli.ground.people.models import Resident
from linli.ground.privacy.models import Exchange
from linli.ground.rulepacks.actions import publish_pack
from linli.matters.search.actions import index
from tests.cast import MONDAY

TABLES = {
    "csv": lambda content: list(csv.reader(io.StringIO(content.decode("utf-8-sig")))),
    "xlsx": lambda content: [list(row) for row in load_workbook(io.BytesIO(content)).active.values],
}


def add(cast, place: str = "990101001001", text: str = "路灯不亮", day: int = 0) -> Case:
    return report(
        type="help",
        text=text,
        place_code=place,
        channel="web",
        reporter=Resident.objects.first(),
        by=cast.zhou,
        at=MONDAY + timedelta(days=day),
    )


def taken(client, user, query: str = "", suffix: str = "csv") -> list[list[str]]:
    client.force_login(user)
    answer = client.post(f"/desk/export/cases/?{query}", {"format": suffix})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return TABLES[suffix](content)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_file_holds_what_the_inbox_shows(client, cast, suffix):
    here, _there = add(cast), add(cast, "990101002001")
    table = taken(client, cast.zhao, suffix=suffix)
    assert [row[0] for row in table] == ["编号", here.number]


def test_a_row_tells_why_it_was_not_accepted_what_it_went_into_and_against_whom(client, cast):
    lead, merged, refused = add(cast), add(cast), add(cast)
    Case.objects.filter(pk=lead.pk).update(subject_unit=cast.units["990101-CG"])
    merge(merged, lead=lead, note="同一盏灯", by=cast.zhao, at=MONDAY)
    decline(refused, reason_code="outside_duty", note="请找房东", by=cast.zhao, at=MONDAY)
    tables = [taken(client, cast.zhao, f"show={shown}") for shown in ("open", "closed")]
    told = {row[0]: dict(zip(head, row, strict=True)) for head, *rows in tables for row in rows}
    assert told[merged.number]["并入"] == lead.number
    assert told[refused.number]["不予受理理由"] == "outside_duty"
    assert told[lead.number]["被反映单位"] == "临江新区城市管理局"
    assert told[lead.number]["地点名称"] == "桂花里社区"


def test_the_filters_hold_for_the_file(client, cast):
    add(cast, text="路灯不亮")
    wanted = add(cast, text="井盖松动", day=1)
    index([wanted.pk])
    table = taken(client, cast.zhao, "q=井盖&opened_from=2026-05-12")
    assert [row[0] for row in table[1:]] == [wanted.number]


def test_no_row_names_who_reported(client, cast):
    add(cast)
    text = str(taken(client, cast.zhao))
    assert not any(secret in text for secret in ("周秀兰", "13900000001"))


def test_every_row_says_who_took_it_and_the_journal_how_many(client, cast):
    index([add(cast).pk, add(cast).pk])
    table = taken(client, cast.zhao, "q=路灯&state=reported")
    entry = Entry.objects.get(event="cases.export")
    assert all(row[-1].startswith("赵敏 20") and f"#{entry.pk}" in row[-1] for row in table[1:])
    assert (entry.by, entry.data["rows"], entry.data["suffix"]) == (cast.zhao, 2, "csv")
    assert entry.data["filters"] == {"q": "*", "state": "reported"}


@pytest.mark.parametrize("who", ["li", "liu", "he"])
def test_whose_duty_does_not_let_them_takes_nothing_out(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.post("/desk/export/cases/").status_code == 403
    assert not Entry.objects.filter(event="cases.export").exists()
    assert "/desk/export/" not in client.get("/desk/").content.decode()


def test_a_clerk_of_another_district_takes_none_of_it(client, cast):
    add(cast)
    assert len(taken(client, cast.qian)) == 1


def test_more_than_the_rule_pack_allows_is_refused_whole(client, cast):
    publish_pack(
        place_code="990101",
        text="cases:\n  export_rows: 1\n",
        valid_from=date(2026, 1, 1),
        note="试行",
        by=cast.system,
        at=MONDAY,
    )
    add(cast), add(cast)
    client.force_login(cast.zhao)
    answer = client.post("/desk/export/cases/?state=reported")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/?state=reported")
    assert not Entry.objects.filter(event="cases.export").exists()


def test_a_control_character_does_not_spoil_a_workbook(client, cast):
    add(cast, text="前\x0b后")
    assert taken(client, cast.zhao, suffix="xlsx")[1][3] == "前后"


def test_looking_takes_nothing_out(client, cast):
    client.force_login(cast.zhao)
    assert client.get("/desk/export/cases/").status_code == 405


def test_a_file_is_a_line_in_the_log_of_exchanges_that_the_audit_reads(client, cast):
    add(cast), add(cast, text="井盖松动")
    taken(client, cast.zhao)
    row = Exchange.objects.get()
    assert (row.way, row.recipient, row.what, row.count) == ("export", "zhao", "cases", 2)
    client.force_login(cast.auditor)
    page = client.get("/privacy/exchanges/")
    assert [each.recipient for each in page.context["page"]] == ["zhao"]
    assert "zhao" in page.content.decode()


def test_a_file_that_was_refused_is_no_exchange(client, cast):
    add(cast)
    client.force_login(cast.li)
    client.post("/desk/export/cases/", {"format": "pdf"})
    client.force_login(cast.zhou)
    client.post("/desk/export/cases/", {"format": "csv"})
    assert Exchange.objects.count() == 0
