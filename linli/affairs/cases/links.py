"""With which cases another is linked, as far as somebody may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import Case as If
from django.db.models import Exists, F, OuterRef, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Case, Link
from linli.affairs.cases.rules import may_link, scope
from linli.ground.org.models import User
from linli.ground.questions import Question
from linli.matters.scopes import Scope

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
    """The standing links of the case, without those to a case that the user may not see.

    The user is one of the staff or a service: links are for those who work on cases.
    """
    found = []
    for link in _standing(scope(user, at)).ask(case.pk):
        other = link.other if link.case_id == case.pk else link.case
        found.append(Linked(link, other, _kind(link, case), may_link(user, case, at, other=other)))
    return found


@lru_cache(maxsize=1_000)
def _standing(scope: Scope) -> Question[Link]:
    """The standing links between a case and those of a scope; composed once for each."""
    seen = Case.objects.filter(scope.condition(), pk=OuterRef("far"))

    def between(pk: int) -> QuerySet[Link]:
        links = Link.objects.filter(Q(case=pk) | Q(other=pk), ended_at=None)
        far = If(When(case=pk, then=F("other")), default=F("case"))
        return links.annotate(far=far).filter(Exists(seen)).select_related(*READ_WITH)

    return Question(between, -1)


READ_WITH = ("by", "case__subject_unit", "other__subject_unit")


def _kind(link: Link, case: Case) -> str:
    backwards = link.kind == Link.Kind.FOLLOWS and link.other_id == case.pk
    return FOLLOWED_BY if backwards else link.kind
