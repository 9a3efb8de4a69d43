"""The list of the inbox as a file: its rows, its order, what each row says of its way out."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import OperationalError
from django.http import QueryDict
from django.utils import timezone, translation
from openpyxl import load_workbook

from linli.affairs.admission.tests.stages import submitted
from linli.affairs.cases.tests.stages import accepted, closed, dispatched, in_progress, reported
from linli.affairs.datarights.actions import ask
from linli.affairs.supervision.tests.stages import demanded
from linli.faces.web import exports, inbox
from linli.faces.web.inbox import FilterForm, every
from linli.ground.journal.models import Entry
from linli.ground.privacy.models import Exchange
from linli.ground.rulepacks.actions import publish_pack
from linli.matters.models import FLOWS, Matter
from linli.matters.search import queries as searching
from linli.matters.search.actions import index
from tests.cast import MONDAY

TABLES = {
    "csv": lambda content: list(csv.reader(io.StringIO(content.decode("utf-8-sig")))),
    "xlsx": lambda content: [
        [value or "" for value in row] for row in load_workbook(io.BytesIO(content)).active.values
    ],
}
ALLOWED = ("chen", "zhao", "sun", "lin", "qian")
"""Whose duties let them take files out."""


def taken(client, user, query: str = "", suffix: str = "csv") -> list[list[str]]:
    client.force_login(user)
    answer = client.post(f"/desk/export/?{query}", {"format": suffix})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    for close in answer._resource_closers:
        close()
    return TABLES[suffix](content)


def shown(client, user, query: str = "") -> list[str]:
    """The numbers in the list, its pages turned one after another."""
    client.force_login(user)
    numbers, page = [], f"?{query}"
    while page:
        answer = client.get(f"/desk/{page}")
        numbers += [row.number for row in answer.context["page"]]
        page = answer.context["page"].after
    return numbers


def of_every_kind(cast) -> None:
    """More than a page of cases at every stage, and one matter of each other kind."""
    for number, stage in enumerate([reported, accepted, dispatched, in_progress, closed] * 7):
        stage(cast, MONDAY - timedelta(days=number % 5))
    demanded(cast, MONDAY)
    submitted(cast, MONDAY)
    ask(cast.residents["zhou"], right="see", text="", by=cast.zhou, at=MONDAY)
    index(Matter.objects.values_list("pk", flat=True))


QUERIES = (
    "",
    "show=closed",
    "show=unit",
    "show=overdue",
    "sort=newest",
    "sort=oldest&state=reported",
    "place=990101001001&opened_from=2026-05-09&opened_to=2026-05-10",
    "type=help&category=03&urgency=ordinary",
    "q=路灯",
    "marked=proactive",
    "state=nonsense&after=nonsense",
)


def test_the_file_has_the_rows_of_the_list_in_its_order(client, cast):
    of_every_kind(cast)
    for query in QUERIES:
        wanted = shown(client, cast.lin, query)
        assert [row[0] for row in taken(client, cast.lin, query)[1:]] == wanted, query


def test_it_has_them_too_where_words_are_frequent(client, cast, monkeypatch):
    monkeypatch.setattr(searching, "FREQUENT", 0)
    of_every_kind(cast)
    for walked in (3, 1_000):
        monkeypatch.setattr("linli.matters.lists.MOST_WALKED", walked)
        wanted = shown(client, cast.lin, "q=路灯")
        assert len(wanted) > inbox.ROWS
        assert [row[0] for row in taken(client, cast.lin, "q=路灯")[1:]] == wanted, walked


def test_matters_of_every_kind_are_in_it(client, cast):
    of_every_kind(cast)
    with translation.override("zh-hans"):
        listed = {str(FLOWS[kind].label) for kind in ("case", "supervision", "admission")}
    for suffix in ("csv", "xlsx"):
        kinds = {row[1] for row in taken(client, cast.lin, suffix=suffix)[1:]}
        assert kinds == listed, suffix


def test_a_row_has_what_the_list_tells_and_the_moments(client, cast):
    case = closed(cast, MONDAY)
    case.refresh_from_db()
    head, row = taken(client, cast.zhao, "show=closed")
    told = dict(zip(head, row, strict=True))
    ended = timezone.localtime(case.closed_at)
    assert (told["编号"], told["地点"]) == (case.number, cast.places["990101001001001"].name)
    assert (told["登记时间"], told["办结时间"]) == ("2026-05-11 09:00", f"{ended:%Y-%m-%d %H:%M}")
    assert told["当前承办"] == (case.holder.name if case.holder else "")


def test_it_is_in_the_words_of_whoever_takes_it(client, cast):
    reported(cast, MONDAY)
    client.cookies["django_language"] = "en"
    assert taken(client, cast.zhao)[0][:2] == ["Number", "Kind"]


def test_what_was_written_is_redacted_as_in_the_list(client, cast):
    reported(cast, MONDAY, text="请打电话13900000001找我")
    title = taken(client, cast.zhao)[1][2]
    assert "13900000001" not in title
    assert title == client.get("/desk/").context["page"].object_list[0].title


def test_every_row_says_who_when_and_which_filters_but_no_words_typed(client, cast):
    index([reported(cast, MONDAY).pk, reported(cast, MONDAY).pk])
    table = taken(client, cast.zhao, "q=路灯&state=reported")
    entry = Entry.objects.get(event="cases.export")
    with translation.override("zh-hans"):
        words = f"编号或字词: * · 状态: {dict(FLOWS['case'].states.choices)['reported']}"
    marks = {row[-1] for row in table[1:]}
    assert len(table) == 3
    assert len(marks) == 1
    mark = marks.pop()
    assert mark.startswith("赵敏 20")
    assert f" #{entry.pk} · " in mark
    assert mark.endswith(words)


def test_the_journal_and_the_log_of_exchanges_keep_it(client, cast):
    index([reported(cast, MONDAY).pk])
    taken(client, cast.zhao, "q=路灯&sort=newest", "xlsx")
    entry = Entry.objects.get(event="cases.export")
    assert (entry.by, entry.data["what"], entry.data["rows"]) == (cast.zhao, "list", 1)
    assert entry.data["filters"] == {"q": "*", "sort": "newest"}
    row = Exchange.objects.get()
    assert (row.recipient, row.what, row.count) == ("zhao", "list", 1)


@pytest.mark.parametrize("which", ["", "cases/"])
def test_who_may_not_takes_nothing_out(client, cast, which):
    reported(cast, MONDAY)
    refused = {name: user for name, user in cast.everybody().items() if name not in ALLOWED}
    for name, user in refused.items():
        client.force_login(user)
        assert client.post(f"/desk/export/{which}").status_code in (403, 404), name
    assert not Entry.objects.filter(event="cases.export").exists()


def test_whoever_may_takes_out_what_their_list_shows(client, cast):
    of_every_kind(cast)
    for name in ALLOWED:
        user = getattr(cast, name)
        numbers = [row[0] for row in taken(client, user)[1:]]
        assert numbers == shown(client, user), name
        assert bool(numbers) is (name != "qian"), name


def test_what_stands_in_no_list_stands_in_no_file(client, cast):
    of_every_kind(cast)
    requests = Matter.objects.filter(kind="datarequest").values_list("number", flat=True)
    numbers = {row[0] for row in taken(client, cast.lin)}
    assert requests
    assert not numbers.intersection(requests)


def test_more_than_the_rule_pack_allows_is_refused_whole_and_says_so(client, cast):
    text = "cases:\n  export_rows: 1\n"
    valid = date(2026, 1, 1)
    publish_pack(
        place_code="990101", text=text, valid_from=valid, note="试行", by=cast.system, at=MONDAY
    )
    reported(cast, MONDAY), reported(cast, MONDAY)
    client.force_login(cast.zhao)
    answer = client.post("/desk/export/?state=reported", follow=True)
    assert answer.redirect_chain == [("/desk/?state=reported", 302)]
    assert "一个文件最多 1 行" in answer.content.decode()
    assert not Entry.objects.filter(event="cases.export").exists()


def test_rows_are_read_piece_by_piece(cast, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(exports, "PIECE", 2)
    monkeypatch.setattr(inbox, "PIECE", 2)
    for _each in range(5):
        reported(cast, MONDAY)
    form = FilterForm(QueryDict(), user=cast.zhao, at=MONDAY)
    ids = every(form, 100)
    table = exports.rows(ids, form, "#1")
    with django_assert_num_queries(1):
        assert [next(table) for _each in range(3)][-1][-1] == "#1"
    with django_assert_num_queries(2):
        assert len(list(table)) == 3
    assert list(every(form, 3)) == list(ids[:3])


def test_a_table_is_sent_while_it_is_read(client, cast, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(exports, "PIECE", 2)
    for _each in range(5):
        reported(cast, MONDAY)
    client.force_login(cast.zhao)
    pieces = iter(client.post("/desk/export/").streaming_content)
    with django_assert_num_queries(1):
        assert next(pieces).count(b"\r\n") == 2
    with django_assert_num_queries(2):
        assert [piece.count(b"\r\n") for piece in pieces] == [2, 2, 0]


def test_a_table_that_breaks_off_says_so_in_its_last_row(client, cast, monkeypatch):
    monkeypatch.setattr(exports, "PIECE", 2)
    rows_of, read = exports.rows_of, iter([True, False])

    def fails(*given):
        if not next(read):
            raise OperationalError("away")
        return rows_of(*given)

    monkeypatch.setattr(exports, "rows_of", fails)
    for _each in range(3):
        reported(cast, MONDAY)
    *kept, last = taken(client, cast.zhao)
    assert [len(row) for row in kept] == [13, 13]
    assert last == ["文件不完整：读取中断，请重新导出。"]


def test_a_list_is_not_taken_out_by_looking(client, cast):
    client.force_login(cast.zhao)
    assert [client.get(f"/desk/export/{which}").status_code for which in ("", "cases/")] == [
        405,
        405,
    ]
