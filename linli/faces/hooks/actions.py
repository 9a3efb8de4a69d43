"""Setting up webhooks, and telling what happened."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.faces.hooks import rules
from linli.faces.hooks.events import ENDED, OFFERED, RESENT, SUBSCRIBED
from linli.faces.hooks.models import Sending, Subscription
from linli.faces.hooks.sending import PREFIX, BadAddress, NotTaken, look_at, post, sign
from linli.ground.journal.actions import publish
from linli.ground.journal.models import Entry
from linli.ground.org.models import SYSTEM, User
from linli.ground.privacy.actions import note_exchange
from linli.ground.privacy.models import Exchange
from linli.matters.models import Matter
from linli.matters.queries import visible_matters

SEND = "hooks.send"
"""The job that makes one attempt (tasks.py)."""

ATTEMPTS = 10
MOST = 20
"""Subscriptions of one account."""


class HookRefused(ValueError):
    """A subscription that cannot be; `str(error)` tells why."""

    code = "hook-refused"


class NotAllowed(PermissionError):
    """The user may not keep this subscription."""


@transaction.atomic
def subscribe(
    *,
    account: User,
    url: str,
    events: Sequence[str],
    place_code: str,
    by: User,
    at: datetime,
) -> tuple[Subscription, str]:
    """A new subscription, and its secret, which is shown this once.

    Raises BadAddress, HookRefused or NotAllowed.
    """
    if by.pk != account.pk and not rules.may_edit(by, at):
        raise NotAllowed
    if account.kind != User.Kind.SERVICE or account.username == SYSTEM or not account.is_active:
        raise HookRefused(_("Only service accounts have webhooks."))
    if unknown := [code for code in events if code not in OFFERED]:
        raise HookRefused(_("There is no event “%(code)s”.") % {"code": unknown[0][:64]})
    if account.subscriptions.filter(ended_at=None).count() >= MOST:
        raise HookRefused(_("One account has at most %(most)d webhooks.") % {"most": MOST})
    look_at(url)
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    made = Subscription.objects.create(
        account=account,
        url=url,
        events=sorted(set(events)),
        place_code=place_code,
        secret=secret,
        created_at=at,
    )
    publish(SUBSCRIBED, about=made, by=by, at=at, account=account.pk, place=place_code)
    return made, secret


@transaction.atomic
def end(subscription: Subscription, *, by: User, at: datetime) -> Subscription:
    """Tell it nothing any more; a second call changes nothing. Raises NotAllowed."""
    if not rules.may_keep(by, subscription, at):
        raise NotAllowed
    if Subscription.objects.filter(pk=subscription.pk, ended_at=None).update(ended_at=at):
        publish(ENDED, about=subscription, by=by, at=at)
    subscription.refresh_from_db()
    return subscription


@transaction.atomic
def pass_on(entries: Sequence[Entry]) -> list[Sending]:
    """Put entries on their way to every subscription that is about them and may see the matter."""
    subscriptions = Subscription.objects.in_force().select_related("account")
    listening = list(subscriptions)
    if not listening:
        return []
    matters = Matter.objects.in_bulk([int(entry.about_id) for entry in entries])
    made = [
        Sending(subscription=each, entry=entry, created_at=entry.at, updated_at=entry.at)
        for entry in entries
        if (matter := matters.get(int(entry.about_id)))
        for each in listening
        if each.wants(entry.event, matter.place_id) and _may_see(each.account, matter, entry.at)
    ]
    Sending.objects.bulk_create(made)
    for each in made:
        app.configure_task(SEND, queue="hooks").defer(sending_id=each.pk)
    return made


def _may_see(account: User, matter: Matter, at: datetime) -> bool:
    return visible_matters(account, at).filter(pk=matter.pk).exists()


def attempt(sending: Sending, *, at: datetime) -> bool:
    """Make one attempt; whether no further one is needed. Not within a transaction: it waits."""
    subscription = sending.subscription
    if sending.state != Sending.State.WAITING:
        return True
    matter = Matter.objects.get(pk=sending.entry.about_id)
    if not Subscription.objects.in_force().filter(pk=subscription.pk).exists() or not _may_see(
        subscription.account, matter, at
    ):
        return _note(sending, Sending.State.WITHHELD, at)
    number, body = f"msg_{sending.pk}", _body(sending.entry, matter)
    seconds = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "linli",
        "webhook-id": number,
        "webhook-timestamp": str(seconds),
        "webhook-signature": sign(subscription.secret.open(), number, seconds, body),
    }
    try:
        status = post(look_at(subscription.url), body, headers)
    except (NotTaken, BadAddress) as error:
        last = sending.attempts + 1 >= ATTEMPTS
        state = Sending.State.DEAD if last else Sending.State.WAITING
        return _note(sending, state, at, getattr(error, "status", None), str(error))
    to = f"{subscription.account.username} · {urlsplit(subscription.url).hostname}"
    what = Exchange.What.EVENTS
    note_exchange(Exchange.Way.WEBHOOK, recipient=to, what=what, count=1, at=at)
    return _note(sending, Sending.State.DONE, at, status)


def _body(entry: Entry, matter: Matter) -> bytes:
    told = {
        "type": entry.event,
        "timestamp": entry.at.isoformat(),
        "data": {
            "number": matter.number,
            "kind": matter.kind,
            "state": matter.state,
            "place": matter.place_id,
            "seq": entry.seq,
        },
    }
    return json.dumps(told, ensure_ascii=False).encode()


@transaction.atomic
def _note(
    sending: Sending, state: str, at: datetime, status: int | None = None, error: str = ""
) -> bool:
    sending.state, sending.status, sending.error = state, status, error[:200]
    sending.attempts, sending.updated_at = sending.attempts + 1, at
    sending.save()
    return sending.state != Sending.State.WAITING


@transaction.atomic
def resend(sending: Sending, *, by: User, at: datetime) -> Sending:
    """Begin anew with one that was given up; nothing if it was not. Raises NotAllowed."""
    if not rules.may_keep(by, sending.subscription, at):
        raise NotAllowed
    dead = Sending.objects.filter(pk=sending.pk, state=Sending.State.DEAD)
    if dead.update(state=Sending.State.WAITING, attempts=0, updated_at=at):
        publish(RESENT, about=sending.subscription, by=by, at=at, sending=sending.pk)
        app.configure_task(SEND, queue="hooks").defer(sending_id=sending.pk)
    sending.refresh_from_db()
    return sending
