"""Template filters of cases."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django import template

from linli.affairs.cases.models import Case
from linli.affairs.cases.suggesting.accuracy import Asked
from linli.affairs.cases.wording import EVERYBODY, Reader, holder

register = template.Library()


@register.filter
def read_by(written: str, reader: Reader) -> str:
    """What somebody gets to read of something written in a case."""
    return reader.text(written)


@register.filter
def in_a_list(written: str) -> str:
    """What a list shows of something written in a case, whoever reads it."""
    return EVERYBODY.text(written)


@register.filter
def in_hand(written: str, case: Case) -> str:
    """What the list of what a unit holds shows of something written in one of its cases."""
    return holder(case).text(written)


@register.filter
def per_cent(share: float | None) -> str:
    """A share with one digit behind the point; a dash where nothing was counted."""
    return "–" if share is None else f"{share:.1f} %"


@register.filter
def of_hundred(share: float) -> str:
    """A share from 0 to 1 as so many of a hundred."""
    return f"{100 * share:.1f}"


@register.filter
def stretch(asked: Asked, last: date) -> str:
    """What a link carries along to count the same decisions."""
    given = {"since": asked.since, "until": last, "version": asked.version}
    return urlencode({name: value for name, value in given.items() if value})
