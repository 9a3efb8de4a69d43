"""Approving what the public may read of a case, and withdrawing it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from linli.affairs.cases.events import WORDS_PUBLISHED, WORDS_WITHDRAWN
from linli.affairs.cases.models import Case, PublicWords
from linli.affairs.cases.rules import may_publish_words, publishable
from linli.affairs.cases.wording import hidden_in
from linli.ground.journal.actions import publish
from linli.ground.org.models import User


class MayNotPublishWords(PermissionError):
    """The user may not decide what the public reads of this case."""


class WordsRefused(ValueError):
    """The words do not go out; `str(error)` tells why."""


class NotForThePublic(WordsRefused):
    """Somebody is accused in the case, or it is over: nothing of it is published."""


class NoWords(WordsRefused):
    """There is nothing to read."""


class StillPersonal(WordsRefused):
    """The words still tell of somebody."""


@transaction.atomic
def publish_words(case: Case, *, text: str, by: User, at: datetime) -> PublicWords:
    """Let everybody read this text about the case, in place of the one before.

    Raises MayNotPublishWords or WordsRefused (one of its kinds).
    """
    case, text = _decided(case, by, at), text.strip()
    if not publishable(case):
        raise NotForThePublic(
            _("Nothing of this case is published: it is over, or it accuses somebody.")
        )
    if not text:
        raise NoWords(_("Write what the public shall read."))
    if found := hidden_in(text):
        raise StillPersonal(
            _("This still tells of somebody: %(what)s. Take it out.") % {"what": ", ".join(found)}
        )
    _withdraw(case, by, at)
    words = PublicWords.objects.create(case=case, text=text, by=by, at=at)
    publish(WORDS_PUBLISHED, about=case, by=by, at=at, words=words.pk)
    return words


@transaction.atomic
def withdraw_words(case: Case, *, by: User, at: datetime) -> None:
    """Take the words away from the public; nothing if there are none.

    Raises MayNotPublishWords.
    """
    case = _decided(case, by, at)
    if _withdraw(case, by, at):
        publish(WORDS_WITHDRAWN, about=case, by=by, at=at)


def _decided(case: Case, by: User, at: datetime) -> Case:
    """The case, held for a decision. Raises MayNotPublishWords."""
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not may_publish_words(by, held, at):
        raise MayNotPublishWords(_("You do not decide what the public reads of this case."))
    return held


def _withdraw(case: Case, by: User, at: datetime) -> int:
    current = PublicWords.objects.filter(case=case, withdrawn_at=None)
    return current.update(withdrawn_by=by, withdrawn_at=Greatest("at", at))  # may go back
