"""Linking a case with another, and ending the link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from linli.affairs.cases.events import LINK_ENDED, LINKED
from linli.affairs.cases.models import Case, Link
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import may_link
from linli.ground.journal.actions import publish
from linli.ground.org.models import User
from linli.matters.engine import MoveRefused, NotAllowed


class LinkRefused(MoveRefused):
    """The two cases are not linked; `str(error)` tells why."""

    code = "not-linked"


class NoSuchCase(LinkRefused):
    """No case has this number, or none that the user may see."""

    code = "no-such-case"


@transaction.atomic
def link(case: Case, *, other: str, kind: str, reason: str, by: User, at: datetime) -> Link:
    """Link the case with the one that has the number `other`; `kind` is read from `case`.

    Raises NotAllowed or LinkRefused (one of its kinds).
    """
    if not may_link(by, case, at):
        raise NotAllowed(_("You may not link this case."))
    far = visible_cases(by, at).filter(number=other.strip()).first()
    if far is None:
        raise NoSuchCase(_("There is no case with this number that you may see."))
    if far.pk == case.pk:
        raise LinkRefused(_("This is the number of the case itself."))
    if not may_link(by, case, at, other=far):
        raise NotAllowed(_("You may not link a case that complains about your unit."))
    _hold(case, far)
    between = Q(case=case, other=far) | Q(case=far, other=case)
    if Link.objects.filter(between, kind=kind, ended_at=None).exists():
        raise LinkRefused(_("The two are linked in this way already."))
    made = Link.objects.create(case=case, other=far, kind=kind, reason=reason, by=by, at=at)
    for each in (case, far):
        publish(LINKED, about=each, by=by, at=at, link=made.pk, kind=kind)
    return made


@transaction.atomic
def end_link(case: Case, *, link: Link, by: User, at: datetime) -> None:
    """End a link of the case, from whichever end; nothing if it is ended. Raises NotAllowed."""
    far = link.case if link.other_id == case.pk else link.other
    seen = visible_cases(by, at).filter(pk=far.pk).exists()
    if not seen or not may_link(by, case, at, other=far):
        raise NotAllowed(_("You may not end this link."))
    standing = Link.objects.filter(pk=link.pk, ended_at=None)
    if standing.update(ended_by=by, ended_at=Greatest("at", at)):  # the clock may go back
        for each in (case, far):
            publish(LINK_ENDED, about=each, by=by, at=at, link=link.pk)


def _hold(*cases: Case) -> None:
    """Hold both until the transaction ends, in one order for all, so that nobody links twice."""
    keys = [case.pk for case in cases]
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
