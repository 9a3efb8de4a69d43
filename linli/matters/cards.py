"""Cards that an institution shows on the page of any matter, without the matter knowing of it.

An app registers its card in `cards.py`; the page of every kind has them by `{% cards matter %}`.
A card is told which events happened to the matter, where the page has read them, so that it asks
for nothing that cannot be there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists

from linli.ground.org.models import User
from linli.matters.models import Matter

Happened = frozenset[str] | None
"""The codes of the events that happened to a matter; None where nobody has read them."""

ContextOf = Callable[[Matter, User, datetime, Happened], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Card:
    """A template, and what it shows of a matter to a user; None where there is nothing to show."""

    template: str
    context: ContextOf


CARDS: dict[str, Card] = {}
"""Every card, by the name of its app."""


THERE: dict[str, Callable[[], Exists]] = {}
"""Conditions on a matter that a page asks together with it, by the name of the attribute."""


def there() -> dict[str, Exists]:
    """The conditions, for `annotate` of the statement that reads the matter.

    A card whose condition was asked and is false need not look for what is not there.
    """
    return {name: condition() for name, condition in THERE.items()}


def card(app: str, template: str) -> Callable[[ContextOf], ContextOf]:
    """Register the function as what a card shows; the user may see the matter, asked before."""

    def register(context: ContextOf) -> ContextOf:
        CARDS[app] = Card(template, context)
        return context

    return register
