"""Template filters of cases."""

from __future__ import annotations

from django import template

from linli.affairs.cases.models import Case
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
