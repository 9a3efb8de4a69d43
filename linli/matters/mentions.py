"""Colleagues mentioned in a comment or with a move.

It is `@` and a name, or a user name where two have the same name. Only who may see the matter can
be mentioned. What stands after the `@` in a text that was kept is always somebody who was found,
and no letter follows the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.ground.org.models import Duty, User
from linli.ground.places.codes import ancestor_codes
from linli.matters.models import Matter
from linli.matters.queries import visible_matters

LONGEST_NAME = 64
MOST_OFFERED = 8
MOST_ASKED = 60
"""People of whom it is asked whether they may see the matter, before some are offered."""

_BETWEEN = r"[.+-]|(?<=[A-Za-z0-9])@(?=[A-Za-z0-9])"
MENTION = re.compile(
    rf"(?<![A-Za-z0-9_.@-])@((?:[\w·]|(?:{_BETWEEN})(?=[\w·])){{1,{LONGEST_NAME}}})"
)
LATIN = re.compile(r"[A-Za-z0-9_]")


class MentionRefused(ValueError):
    """Somebody who cannot be mentioned; `str(error)` tells why."""

    code = "mention-refused"


@dataclass(frozen=True, slots=True)
class Said:
    """A text with its mentions as they are kept, and who they are."""

    text: str
    people: list[User]


def with_mentions(text: str, matter: Matter, *, by: User, at: datetime) -> Said:
    """The text with each mention set apart from what follows, and who they are.

    Raises MentionRefused.
    """
    words = MENTION.findall(text)
    if not words:
        return Said(text, [])
    named = _named(words)
    found: dict[str, User] = {}

    def kept(mention: re.Match[str]) -> str:
        word = mention[1]
        name = _name_in(word, named)
        if name not in found:
            found[name] = _one(named[name], name, matter, at)
        return f"@{word[: len(name)]} {word[len(name) :]}".rstrip()

    written = MENTION.sub(kept, text)
    people = {person.pk: person for person in found.values() if person.pk != by.pk}
    return Said(written, list(people.values()))


def _named(words: Iterable[str]) -> dict[str, list[User]]:
    """The staff by each name and user name that a word begins with."""
    beginnings = {word[:length].lower() for word in words for length in range(1, len(word) + 1)}
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    named: dict[str, list[User]] = {}
    lowered = staff.annotate(called=Lower("name"), signs_in=Lower("username"))
    for person in lowered.filter(Q(called__in=beginnings) | Q(signs_in__in=beginnings)):
        for name in {person.name.lower(), person.username.lower()} & beginnings:
            named.setdefault(name, []).append(person)
    return named


def _name_in(word: str, named: dict[str, list[User]]) -> str:
    """The longest name with which the word begins; Latin letters are not taken apart."""
    for length in range(len(word), 0, -1):
        name, rest = word[:length].lower(), word[length:]
        if name in named and not (rest and LATIN.match(rest) and LATIN.match(name[-1])):
            return name
    raise MentionRefused(_("Nobody here is called “%(name)s”.") % {"name": word[:20]})


def _one(people: list[User], name: str, matter: Matter, at: datetime) -> User:
    seeing = [person for person in people if may_see(person, matter, at)]
    if not seeing:
        words = _("%(name)s may not see this and cannot be mentioned.")
        raise MentionRefused(words % {"name": people[0]})
    if len(seeing) > 1:
        words = _("Several colleagues are called %(name)s. Write one of: %(choices)s.")
        choices = ", ".join(f"@{person.username}" for person in seeing)
        raise MentionRefused(words % {"name": name, "choices": choices})
    return seeing[0]


def may_see(person: User, matter: Matter, at: datetime) -> bool:
    """Whether somebody may see the matter."""
    return visible_matters(person, at).filter(pk=matter.pk).exists()


def colleagues(matter: Matter, typed: str, *, user: User, at: datetime) -> list[User]:
    """Whom the user may mean: those who may see the matter; without a letter, of its unit.

    First come those of the unit that has it in hand, then those of the places in which it lies.
    """
    today = timezone.localdate(at)
    duties = Duty.objects.in_force(today).filter(user=OuterRef("pk"))
    places = [*ancestor_codes(matter.place_id), matter.place_id]
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True).exclude(pk=user.pk)
    asked = staff.annotate(
        holds=Exists(duties.filter(unit=matter.holder_id)),
        here=Exists(duties.filter(unit__place__in=places)),
    )
    if typed:
        asked = asked.filter(Q(name__icontains=typed) | Q(username__istartswith=typed))
    else:
        asked = asked.filter(holds=True)
    candidates = asked.order_by("-holds", "-here", "name", "username")[:MOST_ASKED]
    return list(islice((each for each in candidates if may_see(each, matter, at)), MOST_OFFERED))


def without_names(text: str) -> str:
    """The text as a resident reads it: staff are mentioned, but not named."""
    return MENTION.sub(lambda _mention: "@" + _("a colleague"), text)
