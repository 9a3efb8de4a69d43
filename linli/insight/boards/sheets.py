"""A board as a workbook: a sheet of its figures, and one for each chart and each list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from linli.ground.sheets.writing import Sheet, to_be_sent, write_book
from linli.insight.boards.cards import Board
from linli.insight.measures import cells

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sent(board: Board, only: str = "") -> FileResponse:
    """The workbook to be saved; with `only` one of its sheets. Raises Http404 of an unknown one."""
    sheets = [sheet for key, sheet in sheets_of(board) if only in ("", key)]
    if not sheets:
        raise Http404
    name = f"linli-{only or board.plan.name}-{board.asked.place}-{board.asked.period.code}.xlsx"
    return saved([*sheets, about(board)], name)


def saved(sheets: Iterable[Sheet], name: str) -> FileResponse:
    """A workbook that the browser keeps under this name."""
    book = to_be_sent(lambda file: write_book(sheets, file))
    return FileResponse(book, as_attachment=True, filename=name, content_type=XLSX)


def write(board: Board, file: BinaryIO) -> None:
    """The whole board as a workbook."""
    write_book(whole(board), file)


def whole(board: Board) -> list[Sheet]:
    """All sheets of a board."""
    return [*(sheet for _key, sheet in sheets_of(board)), about(board)]


def about(board: Board) -> Sheet:
    """Of which place and period the figures are, and when they were counted."""
    asked = board.asked
    return cells.about(board.place, asked.period, asked.at, with_excluded=asked.with_excluded)


def sheets_of(board: Board) -> Iterator[tuple[str, Sheet]]:
    """The sheets, each with the key by which it is asked for alone."""
    yield "figures", (_("Figures"), board.table())
    for card in board.cards:
        yield card.key, (str(card.title), card.table())
    for listed in board.lists:
        yield listed.key, (listed.title, listed.table())
