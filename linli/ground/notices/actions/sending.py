"""Sending what is due: claimed by one worker at a time, tried again where it failed.

A message is claimed in a transaction of its own and sent outside of any. Where the worker dies in
between, the claim runs out. Then a gateway that knows keys gets the letter again, with the key it
may have had before (sent at least once, arrives once); by all other ways the message becomes
DOUBTFUL and waits for a person (sent at most once).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from linli.ground.journal.actions import publish
from linli.ground.notices import events
from linli.ground.notices.actions.telling import fall_back, wake
from linli.ground.notices.channels import CHANNELS, Doubtful, Letter, NotSent
from linli.ground.notices.hours import opening
from linli.ground.notices.models import Message
from linli.ground.notices.pack import NoticesPack
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_for

BATCH = 20
"""Messages claimed at once: with ten seconds for each, all are tried within the lease."""

LEASE = timedelta(minutes=10)
"""How long a claimed message belongs to its worker."""

LOST = "lease"
"""The error of a message whose worker vanished."""

log = structlog.get_logger(__name__)
State = Message.State


def send_due(*, at: datetime, batch: int = BATCH) -> int:
    """Send one batch of what is due at this moment; how many messages were taken up.

    Not within a transaction: what is claimed must be so for everybody before it leaves.
    """
    bundles = _claim(at, batch)
    for bundle in bundles:
        _send(bundle, at)
    return sum(len(bundle) for bundle in bundles)


@transaction.atomic(durable=True)
def _claim(at: datetime, batch: int) -> list[list[Message]]:
    """Take up what is due and may leave now, in the bundles in which it leaves."""
    due = Message.objects.due(at).select_for_update(skip_locked=True)
    found = list(due.order_by("due_at", "pk")[:batch])
    lost = [m for m in found if m.state == State.SENDING and not _repeatable(m)]
    together = Message.objects.filter(bundle__in=lost)
    together.update(state=State.DOUBTFUL, lease_until=None, error=LOST)
    ready = [each for each in found if each not in lost and not _put_off(each, at)]
    bundles = _bundles([*ready, *_companions(ready, at)])
    for bundle in bundles:
        _mark(
            bundle,
            state=State.SENDING,
            lease_until=at + LEASE,
            attempts=F("attempts") + 1,
            bundle=bundle[0],
        )
    return bundles


def _put_off(message: Message, at: datetime) -> bool:
    """Whether it has to wait, because people are not to be disturbed now; then it is due later."""
    if message.urgent:
        return False
    pack = pack_for(message.place_code, timezone.localdate(at)).section(NoticesPack)
    opens = opening(pack.of(message.audience).hours, at)
    if opens == at:
        return False
    _mark([message], state=State.WAITING, lease_until=None, due_at=opens)
    return True


def _companions(ready: Sequence[Message], at: datetime) -> list[Message]:
    """What goes in one message with what was found.

    That is what did so before, and what is due for the same people for the first time.
    """
    wanted = Q(bundle__in=[message for message in ready if message.bundle_id])
    fresh = Q(state=State.WAITING, digest=True, due_at__lte=at, bundle=None)
    for message in ready:
        if message.digest and message.bundle_id is None:
            wanted |= fresh & Q(channel=message.channel, address_hash=message.address_hash)
    more = Message.objects.filter(wanted).exclude(pk__in=[message.pk for message in ready])
    return list(more.order_by("due_at", "pk").select_for_update(skip_locked=True))


def _bundles(ready: Sequence[Message]) -> list[list[Message]]:
    """Each message alone; those that may be put together in one, the one that leads it in front.

    What was sent in one bundle before stays in it, because its key is known outside.
    """
    groups: dict[object, list[Message]] = defaultdict(list)
    for message in sorted(
        ready, key=lambda each: (each.bundle_id != each.pk, each.due_at, each.pk)
    ):
        if message.bundle_id:
            groups[message.bundle_id].append(message)
        elif message.digest:
            to = bytes(message.address_hash)
            groups[message.channel, to, message.language, message.place_code].append(message)
        else:
            groups[message.pk].append(message)
    return list(groups.values())


def _send(bundle: list[Message], at: datetime) -> None:
    """Hand one letter over and keep what came of it."""
    channel = CHANNELS.get(bundle[0].channel)
    try:
        if channel is None:
            raise NotSent(_("This channel is not set up."))
        number = channel.send(_letter(bundle, at))
    except NotSent as error:
        _note_failure(bundle, error, at)
    except Exception as error:  # an adapter's own fault must not stop the others
        log.exception("notice_not_sent", message=bundle[0].pk)
        _note_failure(bundle, Doubtful(repr(error)), at)
    else:
        _mark_sent(bundle, number, at)


def _mark_sent(bundle: list[Message], number: str, at: datetime) -> None:
    done = {"state": State.SENT, "sent_at": at, "lease_until": None, "error": ""}
    _mark(bundle, **done, external_id=number[:100])


def _letter(bundle: list[Message], at: datetime) -> Letter:
    first = bundle[0]
    if len(bundle) == 1:
        values = json.loads(first.values.open() or "{}")
        subject, text = first.subject.open(), first.text.open()
        return Letter(first.key, first.address.open(), subject, text, at, first.code, values)
    with translation.override(first.language):
        subject = _("Linli: %(count)d messages") % {"count": len(bundle)}
    lines = [f"{number}. {each.subject.open()}" for number, each in enumerate(bundle, start=1)]
    text = "\n".join([subject, *lines])
    values = {"count": str(len(bundle)), "lines": "\n".join(lines)}
    return Letter(first.key, first.address.open(), subject, text, at, "notices.digest", values)


def _note_failure(bundle: list[Message], error: NotSent, at: datetime) -> None:
    """Have it tried again later, or give it up."""
    first = bundle[0]
    if isinstance(error, Doubtful) and not _repeatable(first):
        _mark(bundle, state=State.DOUBTFUL, lease_until=None, error=str(error)[:500])
        return
    pack = pack_for(first.place_code, timezone.localdate(at)).section(NoticesPack)
    waits = [] if error.final else pack.retry_after_minutes[first.attempts :]
    if waits:
        due_at = at + timedelta(minutes=waits[0])
        _mark(bundle, state=State.WAITING, lease_until=None, due_at=due_at, error=str(error)[:500])
        return
    with transaction.atomic():
        _mark(bundle, state=State.FAILED, lease_until=None, error=str(error)[:500])
        fall_back(bundle, at=at)


def _mark(messages: Sequence[Message], **columns: object) -> None:
    if messages:
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(**columns)


def _repeatable(message: Message) -> bool:
    channel = CHANNELS.get(message.channel)
    return channel is not None and channel.repeatable


@transaction.atomic
def resend(message: Message, *, by: User, at: datetime) -> Message:
    """Try a message again that was given up or is in doubt; nothing if it is neither.

    It goes with all that was put together with it, under the key it had.
    """
    first = message.bundle or message
    together = Message.objects.stuck().filter(Q(pk=first.pk) | Q(bundle=first))
    if together.update(state=State.WAITING, attempts=0, due_at=at, error=""):
        publish(events.RESENT, about=first, by=by, at=at)
        transaction.on_commit(wake)
    message.refresh_from_db()
    return message
