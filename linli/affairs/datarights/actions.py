"""Taking requests about data, and doing what they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.datarights.events import ASKED
from linli.affairs.datarights.flow import flow
from linli.affairs.datarights.models import DataRequest, Right, State
from linli.affairs.datarights.pack import DataRightsPack
from linli.affairs.datarights.rules import may_receive
from linli.ground.org.models import User
from linli.ground.org.queries import unit_for
from linli.ground.people.actions import correct_resident, remember_resident
from linli.ground.people.models import Resident
from linli.ground.people.rules import is_self
from linli.ground.places.models import Place
from linli.ground.privacy.actions import erase_residents, forget
from linli.ground.privacy.queries import district, kept_of
from linli.ground.rulepacks.queries import pack_for
from linli.matters.actions import archive, open_matter
from linli.matters.models import Channel


class MayNotAsk(PermissionError):
    """Everybody asks about their own data alone, and not everybody takes what others ask."""


class OneAtATime(ValueError):
    """A request for the same is under way."""


@transaction.atomic
def ask(resident: Resident, *, right: str, text: str, by: User, at: datetime) -> DataRequest:
    """Take a resident's request; their sign-in by phone code has shown who they are.

    Raises MayNotAsk, OneAtATime.
    """
    if not is_self(by, resident):
        raise MayNotAsk(_("Everybody asks about their own data alone."))
    return _open(resident, right, text, Channel.WEB, by, at)


@transaction.atomic
def receive(*, name: str, phone: str, right: str, text: str, by: User, at: datetime) -> DataRequest:
    """Take the request of a resident who came in person and showed who they are.

    Raises MayNotAsk, OneAtATime, NotAPhone.
    """
    if not may_receive(by, at):
        raise MayNotAsk(_("Your duties do not let you take requests about data."))
    resident = remember_resident(name=name, phone=phone, by=by, at=at)
    return _open(resident, right, text, Channel.COUNTER, by, at)


def _open(
    resident: Resident, right: str, text: str, channel: str, by: User, at: datetime
) -> DataRequest:
    Resident.objects.select_for_update().get(pk=resident.pk)
    open_ones = DataRequest.objects.filter(resident=resident, right=right, closed_at=None)
    if open_ones.exists():
        raise OneAtATime(_("This has been asked for already, and an answer is under way."))
    code = district()
    pack = pack_for(code, timezone.localdate(at))
    rules = pack.section(DataRightsPack)
    request = DataRequest(
        state=State.RECEIVED,
        title=str(Right(right).label)[:200],
        channel=channel,
        place=Place.objects.get(code=code),
        holder=unit_for(code, rules.desk_level, at),
        rule_pack=pack.edition,
        resident=resident,
        right=right,
        text=text.strip()[: rules.text_length],
    )
    return open_matter(flow, request, event=ASKED, by=by, at=at)


@flow.does("take")
def take(request: DataRequest, *, by: User, at: datetime) -> None:
    """Begin to answer."""
    request.assignee = by


@flow.does("grant")
def grant(
    request: DataRequest, *, answer: str, by: User, at: datetime, name: str = "", phone: str = ""
) -> None:
    """Do what was asked: correct the register, or delete what no law and no matter keeps."""
    assert request.resident is not None
    request.answer = answer.strip()
    if request.right == Right.CORRECT:
        correct_resident(request.resident, name=name, phone=phone, by=by, at=at)
    if request.right == Right.DELETE:
        _delete(request, by, at)
    request.end(at)


def _delete(request: DataRequest, by: User, at: datetime) -> None:
    """Delete what may go at once; whom only their own answered requests name, goes altogether."""
    resident = request.resident
    assert resident is not None
    forget(resident, by=by, at=at)
    named = [kept for kept in kept_of(resident) if kept.model is not DataRequest]
    others = resident.data_requests.exclude(pk=request.pk)
    if named or others.filter(closed_at=None).exists():
        return
    resident.data_requests.update(resident=None)
    request.resident = None
    erase_residents([resident], by=by, at=at)


@flow.does("refuse")
def refuse(request: DataRequest, *, ground: str, answer: str, by: User, at: datetime) -> None:
    """Refuse on a lawful ground, and say why and where to complain (Art. 50)."""
    request.ground, request.answer = ground, answer.strip()
    request.end(at)


@flow.does("withdraw")
def withdraw(request: DataRequest, *, by: User, at: datetime) -> None:
    """Let it be."""
    request.end(at)


@transaction.atomic
def archive_requests(rows: Sequence[DataRequest], *, by: User, at: datetime) -> int:
    """De-identify requests whose time is over; right, state, ground and moments stay."""
    requests = DataRequest.objects.filter(pk__in=[row.pk for row in rows])
    requests.update(resident=None, text="", answer="")
    return archive(rows, by=by, at=at)
