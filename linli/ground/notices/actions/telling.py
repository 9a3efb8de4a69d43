"""Telling people what happened: who, by which ways, and when it may leave."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.ground.journal.models import address
from linli.ground.notices.channels import CHANNELS
from linli.ground.notices.hours import digest_time, opening
from linli.ground.notices.kinds import NOTICES, Audience, Notice, plain
from linli.ground.notices.links import whole
from linli.ground.notices.models import Message, Notification, Preference, address_hash
from linli.ground.notices.pack import AudiencePack, NoticesPack
from linli.ground.notices.queries import contacts_of
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.ground.people.numbers import is_mobile
from linli.ground.rulepacks.queries import pack_for
from linli.ground.statements import insert

SEND = "notices.send"
"""The job that sends what is due (tasks.py)."""

Recipient = User | Resident


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice to some people about one record, as of a moment; see `notify`."""

    notice: Notice
    to: Sequence[Recipient]
    about: models.Model
    at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    link: str = ""
    outside: str = ""
    at_once: bool = False
    """Whether it leaves at any hour, by itself and for everybody, though its kind may wait."""

    @property
    def urgent(self) -> bool:
        """Whether its messages wait for nothing."""
        return self.notice.urgent or self.at_once

    @property
    def rules(self) -> tuple[str, date]:
        """The place and the day whose rule pack decides."""
        return self.place, timezone.localdate(self.at)


def notify(
    notice: Notice,
    *,
    to: Recipient | Iterable[Recipient],
    about: models.Model,
    at: datetime,
    place: str = "",
    link: str = "",
    outside: str = "",
    **values: Any,
) -> list[Notification]:
    """Tell people of `notice`, in the transaction of the caller; sending follows by itself.

    `to`: staff, residents with an account (as user or as resident) or without. `about`: the
    record it tells of. `place`: the code of the place whose rule pack says by which channels and
    at which hours. `link`: the path of a page of ours where one reads on; `outside`: the path
    that messages carry instead, for somebody who is not signed in (`links.path`). `values`: what
    stands in the places of the words; no names, no texts of residents.

    Everybody gets it in their inbox at once. By which channel it leaves besides, and when,
    follows from the rule pack, their addresses and what they wish; it leaves once.
    """
    people = [to] if isinstance(to, User | Resident) else list(to)
    return notify_all([Telling(notice, people, about, at, values, place, link, outside)])


@transaction.atomic(savepoint=False)
def notify_all(tellings: Iterable[Telling]) -> list[Notification]:
    """`notify` for several at once, in as many statements as one takes."""
    pairs = [(telling, who) for telling in tellings for who in _each_once(telling.to)]
    if not pairs:
        return []
    wishes = _wishes([who for _telling, who in pairs])
    told = []
    for telling, who in pairs:
        with translation.override(_language(wishes.get(_owner(who)))):
            told.append(_notification(telling, who))
    insert(*told)
    packs = {rules: _pack(*rules) for rules in {telling.rules for telling, _who in pairs}}
    messages: list[Message] = []
    for (telling, who), notification in zip(pairs, told, strict=True):
        pack = packs[telling.rules].of(telling.notice.audience)
        messages += _messages(telling, who, wishes.get(_owner(who)), notification, pack)
    post(messages, at=max(telling.at for telling, _who in pairs))
    return told


def post(messages: Sequence[Message], *, at: datetime) -> None:
    """Write messages; the worker is woken for those that are due, when the transaction is done."""
    if not messages:
        return
    insert(*messages)
    waiting = any(each[1] is wake for each in connection.run_on_commit)
    if not waiting and any(message.due_at <= at for message in messages):
        transaction.on_commit(wake)


def wake() -> None:
    """Ask the worker to send what is due now, if nobody has asked; every minute it looks anyway."""
    try:
        app.configure_task(SEND, queue="notices", queueing_lock=SEND).defer(timestamp=0)
    except AlreadyEnqueued:
        return


def _each_once(people: Iterable[Recipient]) -> list[Recipient]:
    """A resident's account stands for the resident; nobody is told twice."""
    found: dict[tuple[str, int], Recipient] = {}
    for each in people:
        if isinstance(each, User) and each.kind == User.Kind.RESIDENT:
            each = each.resident
        found.setdefault(_owner(each), each)
    return list(found.values())


def _owner(who: Recipient) -> tuple[str, int]:
    return ("user" if isinstance(who, User) else "resident", who.pk)


def _wishes(people: Sequence[Recipient]) -> dict[tuple[str, int], Preference]:
    users = [who.pk for who in people if isinstance(who, User)]
    residents = [who.pk for who in people if isinstance(who, Resident)]
    wanted = Preference.objects.filter(Q(user__in=users) | Q(resident__in=residents))
    return {
        ("user", wish.user_id) if wish.user_id else ("resident", wish.resident_id or 0): wish
        for wish in wanted
    }


def _language(wish: Preference | None) -> str:
    return (wish.language if wish else "") or settings.LANGUAGE_CODE


def _notification(telling: Telling, who: Recipient) -> Notification:
    kind, key = address(telling.about)
    return Notification(
        code=telling.notice.code,
        user=who if isinstance(who, User) else None,
        resident=who if isinstance(who, Resident) else None,
        about_kind=kind,
        about_id=key,
        link=telling.link,
        values=plain(telling.values),
        at=telling.at,
    )


def _messages(
    telling: Telling,
    who: Recipient,
    wish: Preference | None,
    told: Notification,
    pack: AudiencePack,
) -> list[Message]:
    """What leaves for one person: one message by the first way that reaches them, or none."""
    may_wait = telling.notice.refusable and not telling.urgent
    if may_wait and wish and telling.notice.code in wish.refused:
        return []
    way = next(iter(ways(who, wish, pack, urgent=telling.urgent)), None)
    if way is None:
        return []
    link = whole(telling.outside or telling.link)
    given: dict[str, Any] = {"link": link, "urgent": telling.urgent, "place": telling.place}
    return [_message(way, telling.notice, told, wish, pack, **given, at=telling.at)]


def _message(
    way: tuple[str, str],
    notice: Notice,
    told: Notification,
    wish: Preference | None,
    pack: AudiencePack,
    *,
    link: str,
    urgent: bool,
    place: str,
    at: datetime,
) -> Message:
    due_at = at if urgent else opening(pack.hours, at)
    digest = notice.digest and not urgent
    if digest and (notice.audience == Audience.STAFF or (wish and wish.few)):
        due_at = digest_time(pack.hours, pack.digests, at)
    language = _language(wish)
    with translation.override(language):
        return letter(
            notice,
            {**told.values, "link": link},
            way=way,
            urgent=urgent,
            at=at,
            due_at=due_at,
            notification=told,
            about_kind=told.about_kind,
            about_id=told.about_id,
            language=language,
            place_code=place,
            digest=digest,
        )


def letter(
    notice: Notice,
    values: Mapping[str, str],
    *,
    way: tuple[str, str],
    urgent: bool,
    at: datetime,
    due_at: datetime,
    **columns: Any,
) -> Message:
    """A message with the words of a notice, in the language that is active; not written yet.

    `way`: the channel and the address.
    """
    channel, to = way
    return Message(
        channel=channel,
        code=notice.code,
        audience=notice.audience,
        address=to,
        address_hash=address_hash(channel, to),
        subject=notice.subject(values),
        text=notice.words(channel, values),
        values=json.dumps(values, ensure_ascii=False),
        urgent=urgent,
        created_at=at,
        due_at=due_at,
        **columns,
    )


def ways(
    who: Recipient, wish: Preference | None, pack: AudiencePack, *, urgent: bool
) -> Iterable[tuple[str, str]]:
    """The channels that reach somebody, the one to take first in front, with their address."""
    order: list[str] = [*pack.urgent] if urgent else []
    order += [wish.channel] if wish and wish.channel else []
    order += pack.channels
    contacts: dict[str, str] | None = None
    for channel in dict.fromkeys(order):
        if channel not in CHANNELS:
            continue
        if isinstance(who, User):
            to = _of_staff(wish, channel)
        elif channel == Message.Channel.SMS:
            to = who.phone.open() if who.phone else ""
            to = to if is_mobile(to) else ""
        else:
            contacts = contacts_of(who) if contacts is None else contacts
            to = contacts.get(channel, "")
        if to:
            yield channel, to


def _of_staff(wish: Preference | None, channel: str) -> str:
    """The address of one of the staff; no phone where no SMS leaves, for others would tell them."""
    if channel == Message.Channel.SMS:
        leaves = settings.DEMO or settings.GATEWAYS.sms_url
        return wish.phone.open() if wish and wish.phone and leaves else ""
    sealed = getattr(wish, channel, None)
    return sealed.open() if sealed else ""


def fall_back(messages: Sequence[Message], *, at: datetime) -> None:
    """Where messages were given up, try the next way that reaches the same person, if any."""
    for message in messages:
        told, notice = message.notification, NOTICES.get(message.code)
        who = (told.user or told.resident) if told else None
        if told is None or who is None or notice is None:
            continue
        wish = _wishes([who]).get(_owner(who))
        pack = _pack(message.place_code, timezone.localdate(at)).of(message.audience)
        tried = {each.channel for each in told.messages.all()}
        every = ways(who, wish, pack, urgent=message.urgent)
        left = [way for way in every if way[0] not in tried]
        if left:
            post([_message(left[0], notice, told, wish, pack, **_kept(message), at=at)], at=at)


def _kept(message: Message) -> dict[str, Any]:
    """What a message has of its own: where its link leads, its haste, its place."""
    link = json.loads(message.values.open() or "{}").get("link", "")
    return {"link": link, "urgent": message.urgent, "place": message.place_code}


def _pack(place: str, on: date) -> NoticesPack:
    return pack_for(place, on).section(NoticesPack)
