"""What words of a case somebody gets to read: the one place that says so.

The unit that handles a case and those who may learn who reported it read what was written. To
everybody else it is shown without phones, names, flats and the like, and so it stands in whatever
many read or what leaves the house: lists, search results and files. The public reads only what a
person has approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from linli.affairs.cases.models import Case, PublicWords, State, Type
from linli.affairs.cases.rules import may_read_in_full
from linli.ground.org.models import User
from linli.ground.places.models import under
from linli.text.redact import LEAST_CERTAINTY, redacted, spans


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads one case."""

    in_full: bool

    def text(self, written: str) -> str:
        """What they get of something written in the case: title, text, address, remark, result."""
        return written if self.in_full else redacted(written)


EVERYBODY = Reader(in_full=False)
"""Whoever reads a list or a file, in which every case is shown to all in the same words."""


def holder(case: Case) -> Reader:
    """Whoever reads the case in the list of what their own unit holds.

    The unit complained about may be theirs, so such a case is opened to be read.
    """
    return Reader(case.subject_unit_id is None and not case.gathered)


def reader(user: User, case: Case, at: datetime) -> Reader:
    """The user as a reader of the case."""
    return Reader(may_read_in_full(user, case, at))


def hidden_in(written: str) -> list[str]:
    """What would be hidden in a text, as it stands there."""
    found = (span for span in spans(written) if span.certainty >= LEAST_CERTAINTY)
    return [written[span.start : span.end] for span in found]


def approved(place_code: str) -> QuerySet[PublicWords]:
    """What the public may read of the open cases in a place, the newest first.

    A case that has come to accuse somebody since, or rests in another, is left out.
    """
    words = PublicWords.objects.filter(under(place_code, "case__place_id"), withdrawn_at=None)
    words = words.filter(case__closed_at=None, case__subject_unit=None).exclude(text="")
    return words.exclude(case__type__in=(Type.COMPLAINT, Type.TIP_OFF)).exclude(
        case__state=State.MERGED
    )
