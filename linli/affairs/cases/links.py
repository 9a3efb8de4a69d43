"""With which cases another is linked, as far as somebody may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.events import LINKED
from linli.affairs.cases.models import Case, Link
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import may_link
from linli.ground.journal.models import Entry
from linli.ground.org.models import User

FOLLOWED_BY = "followed_by"
"""What follows from another, seen from that other."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as one of its two cases shows it."""

    link: Link
    other: Case
    """The case at the far end."""
    kind: str
    """A kind of link, or FOLLOWED_BY."""
    may_end: bool

    @property
    def label(self) -> str | Promise:
        """What the case has to do with the other."""
        return _("Is followed by") if self.kind == FOLLOWED_BY else self.link.get_kind_display()


def links_of(
    case: Case, user: User, at: datetime, entries: Iterable[Entry] | None = None
) -> list[Linked]:
    """The standing links of the case, without those to a case that the user may not see.

    `entries`: what happened to the case, where the caller has read it.
    """
    return standing(every_link(case, user, at, entries))


def standing(links: list[Linked]) -> list[Linked]:
    """Those of these links that nobody has ended."""
    return [each for each in links if each.link.ended_at is None]


def every_link(
    case: Case, user: User, at: datetime, entries: Iterable[Entry] | None = None
) -> list[Linked]:
    """The same with links that were ended, which the timeline tells of."""
    if entries is not None and all(entry.event != LINKED.code for entry in entries):
        return []  # as with most cases
    far = When(case=case.pk, then="other")
    ends = Link.objects.filter(Q(case=case.pk) | Q(other=case.pk))
    links = ends.annotate(far=Choice(far, default="case")).filter(
        Exists(visible_cases(user, at).filter(pk=OuterRef("far")))
    )
    read = links.select_related("by", "case__subject_unit", "other__subject_unit")
    return [_seen_from(case, link, user, at) for link in read]


def _seen_from(case: Case, link: Link, user: User, at: datetime) -> Linked:
    other = link.other if link.case_id == case.pk else link.case
    return Linked(link, other, _kind(link, case), may_link(user, case, at, other=other))


def _kind(link: Link, case: Case) -> str:
    backwards = link.kind == Link.Kind.FOLLOWS and link.other_id == case.pk
    return FOLLOWED_BY if backwards else link.kind
