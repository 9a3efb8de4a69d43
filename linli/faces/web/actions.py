"""Keeping filters of the inbox under a name.

The journal does not tell of it: it concerns nobody but the person whose desk it is.
"""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from linli.faces.web.models import SavedView
from linli.ground.org.models import User

MOST = 20
"""Saved views of one person: more do not fit above a list."""

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
    if others.count() >= MOST:
        raise NotKept(_("You have %(most)d views. Remove one first.") % {"most": MOST})
    given = {"query": words, "kept_at": at}
    view, _new = SavedView.objects.update_or_create(user=by, name=name.strip(), defaults=given)
    return view


def drop_view(view: SavedView) -> None:
    """Remove a view."""
    view.delete()
