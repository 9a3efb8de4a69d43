"""A board as a report to be handed on: one `Board` for the page, the PDF and the workbook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import typst
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from linli.insight.boards.asked import Asked
from linli.insight.boards.cards import Board, Card, Listed, changes, spoken
from linli.insight.boards.forms import named
from linli.insight.boards.queries import board, plan_of
from linli.insight.measures.cells import number
from linli.insight.measures.registry import MEASURES

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = ("vendor/noto-sans-sc-regular.ttf", "vendor/noto-sans-sc-bold.ttf")
"""The letters of the PDF, embedded as far as they are used."""

NOT_HANDED_ON = ("late", "rising")
"""The lists of a board that name single cases, or are of the very day: no report has them."""


class NoFont(RuntimeError):
    """The font of the report is not there; the message says how it comes there."""


def report(asked: Asked) -> Board:
    """The board of which the report tells."""
    plan = plan_of(asked)
    lists = tuple(name for name in plan.lists if name not in NOT_HANDED_ON)
    return board(replace(plan, lists=lists), asked, linked=False)


def title(shown: Board) -> str:
    """The heading of a report."""
    words = {"place": shown.place, "period": named(shown.asked.period)}
    return _("%(place)s: report for %(period)s") % words


def filename(shown: Board, suffix: str) -> str:
    """Under which name a report is saved; the language stands in it."""
    asked = shown.asked
    about = f"{asked.place}-u{asked.unit}" if asked.unit else asked.place
    return f"linli-report-{about}-{asked.period.code}-{get_language()}.{suffix}"


def pdf(shown: Board) -> bytes:
    """The report as a PDF that screen readers can read (PDF/UA-1). Raises NoFont."""
    found = [finders.find(name) for name in FONTS]
    if None in found:
        raise NoFont(_("The font of the report is not installed. Run `make setup`."))
    made: bytes = typst.compile(
        str(TEMPLATE),
        font_paths=sorted({str(Path(str(each)).parent) for each in found}),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_told(shown), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=shown.asked.at.replace(microsecond=0),
    )
    return made


def _told(shown: Board) -> dict[str, Any]:
    """Every word and number of the PDF, in the language in which it is read."""
    language, _hyphen, script = (get_language() or "zh-hans").partition("-")
    return {
        "title": title(shown),
        "by": _("linli"),
        "lang": language,
        "region": "CN" if script else "GB",
        "subtitle": subtitle(shown),
        "foot": f"{title(shown)} · {shown.plan.title}",
        "question": str(shown.plan.question),
        "figures": _figures(shown),
        "cards": [_card(each) for each in shown.cards],
        "lists": [_list(each) for each in shown.lists],
        "definitions": _definitions(shown),
        "note": _(
            "In brackets beside a rate its interval: 95 of 100 such intervals hold the true rate."
            " pp: percentage points; —: nothing to compare with. Nothing here is a ranking."
        ),
    }


def subtitle(shown: Board) -> str:
    """Up to when the report counts, whether the period was over, and whether it leaves out."""
    asked = shown.asked
    words = _("Counted on %(at)s")
    if asked.at < asked.period.ends:
        words = _("Counted on %(at)s, before the period was over")
    told = [words % {"at": f"{timezone.localtime(asked.at):%Y-%m-%d %H:%M}"}]
    if asked.with_excluded:
        told.append(_("With what was left out of the assessment"))
    return " · ".join(told)


def _figures(shown: Board) -> dict[str, Any]:
    head = [_("Figure"), _("Value"), pgettext("figures", "Of")]
    head += [_("Against the period before"), _("Against the year before")]
    rows = []
    for cell in shown.figures:
        of = "" if cell.figure.value is None else str(cell.figure.denominator)
        rows.append([str(cell.measure.label), spoken(cell.figure), of, *changes(cell.figure)])
    return {"title": _("Figures"), "head": head, "rows": rows}


def _card(card: Card) -> dict[str, Any]:
    values = [number(cell.figure) or 0 for line in card.lines for cell in line.cells]
    top = max(values, default=0)
    return {
        "title": str(card.title),
        "head": ["", *(str(measure.label) for measure in card.measures)],
        "nothing": _("In this period nothing was counted here."),
        "rows": [
            {"label": line.label, "cells": [_cell(cell.figure, top) for cell in line.cells]}
            for line in card.lines
        ],
    }


def _cell(figure: Any, top: float) -> dict[str, Any]:
    value = number(figure)
    return {"text": spoken(figure), "share": value / top if value and top else None}


def _list(shown: Listed) -> dict[str, Any]:
    rows = [[words for words, _url in row] for row in shown.rows]
    return {"title": shown.title, "head": shown.columns, "rows": rows, "nothing": shown.nothing}


def _definitions(shown: Board) -> dict[str, Any]:
    head = [_("Figure"), _("What is counted"), _("Left out")]
    return {"title": _("Definitions"), "head": head, "rows": definitions(shown)}


def definitions(shown: Board) -> Sequence[Sequence[str]]:
    """Of every measure of the report: name, what is counted, what is left out."""
    codes = [cell.measure.code for cell in shown.figures]
    codes += [code for card in shown.cards for code in card.part.measures]
    told = (MEASURES[code] for code in dict.fromkeys(codes))
    return [[str(each.label), str(each.basis), str(each.left_out)] for each in told]
