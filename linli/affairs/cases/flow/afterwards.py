"""After the end: looking at a case again (回头看), and asking its reporters again for a sample."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms
from linli.affairs.cases.flow.closing import ANSWERS, ASKS, JUDGE
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import (
    asked_it_first,
    of_its_unit,
    to_be_asked_again,
    to_be_looked_at,
    while_sealed,
)
from linli.matters.flow import Move


def looked(name: str, words: str | Promise, **more: Any) -> Move:
    """What somebody may find who had no hand in the case."""
    by = JUDGE & ~of_its_unit & to_be_looked_at
    return _closed(name, words, words, by=by, form=forms.SiteCheckForm, **more)


def called(name: str, label: str | Promise, done: str | Promise, **more: Any) -> Move:
    """What may come of a call by another unit than asked the first time."""
    by = ASKS & to_be_asked_again & ~asked_it_first
    return _closed(name, label, done, by=by, **more)


def _closed(name: str, label: str | Promise, done: str | Promise, **more: Any) -> Move:
    given: dict[str, Any] = {"target": None} | more
    return Move(name=name, label=label, done=done, sources=(S.CLOSED,), **given)


MOVES = [
    looked("found_holding", _("Looked at again: it holds"), tone="primary"),
    looked(
        "found_again",
        _("Looked at again: it is there again"),
        target=S.DISPATCHED,
        unless=while_sealed,
        tone="danger",
    ),
    called(
        "ask_again",
        _("Record the call for the sample"),
        _("Asked again for a sample"),
        form=forms.AskAgainForm,
        withholds=ANSWERS,
        tone="primary",
    ),
    called(
        "missed_again",
        _("Not reached for the sample"),
        _("Called in vain for a sample"),
        form=forms.MissedAgainForm,
    ),
]
