"""Keeping filters of the inbox under a name, and noting who takes the journal out.

The journal does not tell of filters: they concern nobody but the person whose desk it is.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.faces.web.events import JOURNAL_TAKEN
from linli.faces.web.models import SavedView
from linli.faces.web.pack import limits_of
from linli.ground.journal.actions import publish
from linli.ground.journal.models import Entry
from linli.ground.org.models import User

NOT_KEPT = ("q", "after", "before")
"""Words may be somebody's name, and a page of the list is another tomorrow."""


class NotKept(ValueError):
    """A view that cannot be kept; `str(error)` tells why."""


def keep_view(*, name: str, query: QueryDict, by: User, at: datetime) -> SavedView:
    """Keep filters under a name; the same name again replaces them. Raises NotKept."""
    kept = query.copy()
    for gone in NOT_KEPT:
        kept.pop(gone, None)
    words = kept.urlencode()
    if len(words) > 500 or not name.strip():
        raise NotKept(_("Give the view a name."))
    others = SavedView.objects.filter(user=by).exclude(name=name.strip())
    if others.count() >= (most := limits_of(by, at).saved_views):
        raise NotKept(_("You have %(most)d views. Remove one first.") % {"most": most})
    given = {"query": words, "kept_at": at}
    view, _new = SavedView.objects.update_or_create(user=by, name=name.strip(), defaults=given)
    return view


def drop_view(view: SavedView) -> None:
    """Remove a view."""
    view.delete()


@transaction.atomic
def record_journal_taken(
    *,
    count: int,
    whose: User | None,
    first: date,
    last: date,
    event: str,
    by: User,
    at: datetime,
) -> Entry:
    """Write down that so many entries of some days go out as a file, of one account or of all."""
    of, begin, end = whose.pk if whose else None, first.isoformat(), last.isoformat()
    told = {"rows": count, "of": of, "kind": event, "first": begin, "last": end}
    return publish(JOURNAL_TAKEN, about=by, by=by, at=at, taken=told)
