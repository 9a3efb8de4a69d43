"""A board as a workbook: a sheet of its figures, and one for each chart and each list."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from linli.ground.sheets.writing import Sheet, write_book
from linli.insight.boards.cards import Board

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent(board: Board, only: str = "") -> HttpResponse:
    """The workbook to be saved; with `only` one of its sheets. Raises Http404 of an unknown one."""
    sheets = [sheet for key, sheet in sheets_of(board) if only in ("", key)]
    if not sheets:
        raise Http404
    book = io.BytesIO()
    write_book(sheets, book)
    name = f"linli-{only or board.plan.name}-{board.asked.place}-{board.asked.period.code}.xlsx"
    return saved(book.getvalue(), name, XLSX)


def saved(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file that the browser keeps under this name."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def write(board: Board, file: BinaryIO) -> None:
    """The whole board as a workbook."""
    write_book([sheet for _key, sheet in sheets_of(board)], file)


def sheets_of(board: Board) -> Iterator[tuple[str, Sheet]]:
    """The sheets, each with the key by which it is asked for alone."""
    yield "figures", (_("Figures"), board.table())
    for card in board.cards:
        yield card.key, (str(card.title), card.table())
    for listed in board.lists:
        yield listed.key, (listed.title, listed.table())
