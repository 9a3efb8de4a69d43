"""A published edition as a workbook: the scores, and what is weighed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from django.utils.translation import gettext as _

from linli.ground.sheets.writing import to_be_sent, write_book
from linli.insight.appraisal.models import Edition

Row = list[str | float | None]


def book_of(edition: Edition) -> IO[bytes]:
    """The workbook, in the language of the reader."""
    sheets = [(_("Scores"), _scores(edition)), (_("What is weighed"), _indicators(edition))]
    return to_be_sent(lambda file: write_book(sheets, file))


def _scores(edition: Edition) -> Iterator[Row]:
    mix = _("For the same mix")
    yield [
        *(_("Appraised"), _("Rank"), _("Score"), _("At least"), _("At most")),
        *(mix, f"{mix}: {_('At least')}", f"{mix}: {_('At most')}"),
    ]
    for score in edition.scores.all():
        ends = (score.low, score.high) if score.has_interval else (None, None)
        kept = [score.working.get(name) for name in ("alike", "alike_low", "alike_high")]
        numbers = [_number(each) for each in (score.total, *ends, *kept)]
        yield [score.subject.name, score.rank, *numbers]


def _indicators(edition: Edition) -> Iterator[Row]:
    yield [
        *(_("Indicator"), _("Where the value comes from"), _("Whose word"), _("Weight")),
        *(_("Worst value"), _("Target")),
    ]
    for each in edition.scheme.indicators.select_related("survey"):
        source = f"{each.get_source_display()}: {each.rests_on}".removesuffix(": ")
        numbers = [_number(number) for number in (each.weight, each.worst, each.target)]
        yield [each.label, source, str(each.get_voice_display()), *numbers]


def _number(number: Decimal | str | None) -> float | None:
    return None if number is None else float(number)
