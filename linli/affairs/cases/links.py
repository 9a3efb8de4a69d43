"""With which cases another is linked, as far as somebody may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Case, Link
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import may_link
from linli.ground.org.models import User
from linli.ground.questions import Question

FOLLOWED_BY = "followed_by"
"""What follows from another, seen from that other."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A standing link as one of its two cases shows it."""

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


def links_of(case: Case, user: User, at: datetime) -> list[Linked]:
    """The standing links of the case, without those to a case that the user may not see."""
    links = STANDING.ask(case.pk)
    if not links:
        return []  # as with most cases, which every move over the API reads
    far = {link.pk: link.other_id if link.case_id == case.pk else link.case_id for link in links}
    seen = visible_cases(user, at).select_related("subject_unit").in_bulk(set(far.values()))
    return [
        Linked(link, other, _kind(link, case), may_link(user, case, at, other=other))
        for link in links
        if (other := seen.get(far[link.pk]))
    ]


def _standing(pk: int) -> QuerySet[Link]:
    links = Link.objects.filter(Q(case=pk) | Q(other=pk), ended_at=None)
    return links.select_related("by")


STANDING = Question(_standing, -1)
"""The links of a case that have not been ended, in either direction."""


def _kind(link: Link, case: Case) -> str:
    backwards = link.kind == Link.Kind.FOLLOWS and link.other_id == case.pk
    return FOLLOWED_BY if backwards else link.kind
