"""What happened to a matter as its page tells it: entries, and the words that go with them.

No resident is named here, whoever reads: what residents do is done by "the reporter" or by
"a resident".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.ground.journal.models import Entry
from linli.ground.org.models import SYSTEM, User
from linli.matters.events import COMMENTED, MENTIONED
from linli.matters.models import Comment


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a timeline."""

    at: datetime
    label: str
    who: str
    text: str


def timeline(
    entries: Iterable[Entry],
    comments: Iterable[Comment],
    words: Iterable[tuple[int, datetime, str]] = (),
    *,
    reporter_id: int | None = None,
) -> list[Item]:
    """The entries in their order, each with what was said by the same user at the same moment.

    `words` are further texts (user, moment, text), such as results; `reporter_id` is the account
    of the reporter. A comment by itself is told with its audience.
    """
    comments = list(comments)
    audience = {comment.pk: comment.get_audience_display() for comment in comments}
    said: dict[tuple[int, datetime], list[str]] = defaultdict(list)
    for by, at, text in [*((c.by_id, c.at, c.text) for c in comments), *words]:
        said[by, at].append(text)
    items = []
    for entry in entries:
        if entry.event == MENTIONED.code:
            continue  # the words of the move show it
        label = entry.label
        if entry.event == COMMENTED.code:
            label = f"{label} · {audience.get(entry.data.get('comment'), '')}".rstrip(" ·")
        text = "\n".join(said.pop((entry.by_id, entry.at), []))
        items.append(Item(entry.at, label, who(entry.by, reporter_id), text))
    return items


def who(user: User, reporter_id: int | None) -> str:
    """How a timeline names somebody: staff by name, residents never."""
    if user.pk == reporter_id:
        return _("Reporter")
    if user.kind == User.Kind.RESIDENT:
        return _("A resident")
    return _("linli itself") if user.username == SYSTEM else str(user)
