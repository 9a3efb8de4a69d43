"""A whistle begins: as a source of a grid or community, or with the street itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Case
from linli.affairs.whistle.actions.blowing import blow
from linli.affairs.whistle.events import BEHIND, PREPARED, PROPOSED
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import Behind, State, Type, Whistle
from linli.affairs.whistle.pack import WhistlePack
from linli.affairs.whistle.rules import PROPOSES, REVIEWS, pack_of_whistle, too_many
from linli.ground.journal.actions import publish
from linli.ground.journal.events import Event
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import unit_for
from linli.ground.places.models import Place
from linli.ground.rulepacks.queries import pack_for
from linli.matters.actions import open_matter
from linli.matters.models import Channel, Urgency

END_OF_SENTENCE = re.compile("[。！？!?；;\n]")
TITLE = 60
"""Characters of a title."""


class WhistleRefused(ValueError):
    """A whistle was not begun; `str(error)` tells the user why."""

    code = "whistle-refused"


class MayNotBegin(WhistleRefused):
    """The user may not begin a whistle at this place."""

    code = "may-not-begin"


class NothingSaid(WhistleRefused):
    """It does not say what it is about, or says far too much."""

    code = "nothing-said"


def urgency_of(type_: str) -> str:
    """How pressing a whistle of this type is among all matters."""
    by_type = {
        Type.EMERGENCY: Urgency.EMERGENCY,
        Type.HARD: Urgency.COMPLEX,
        Type.ROUTINE: Urgency.ORDINARY,
    }
    return by_type[Type(type_)]


@transaction.atomic
def propose(
    *,
    type: str,  # noqa: A002 - the field's own name
    text: str,
    place: str,
    by: User,
    at: datetime,
    address: str = "",
    cases: Sequence[Case] = (),
    channel: Channel = Channel.WEB,
) -> Whistle:
    """Propose a whistle to the street (哨源): grids and communities never blow one themselves.

    `place` is a code. Raises WhistleRefused.
    """
    if not by.has_capability(PROPOSES, place, at):
        raise MayNotBegin(_("You may propose whistles only for your own area."))
    whistle = Whistle(
        type=type, text=text.strip(), address=address.strip(), state=State.SOURCE, channel=channel
    )
    whistle.proposed_by = _proposing_unit(by, place, at)
    return _open(whistle, place, cases, PROPOSED, by, at)


@transaction.atomic
def prepare(
    *,
    type: str,  # noqa: A002 - the field's own name
    text: str,
    place: str,
    by: User,
    at: datetime,
    address: str = "",
    cases: Sequence[Case] = (),
    channel: Channel = Channel.WEB,
) -> Whistle:
    """Prepare a whistle of the street's own, to be blown by whoever may. Raises WhistleRefused."""
    if not by.has_capability(REVIEWS, place, at):
        raise MayNotBegin(_("You may prepare whistles only for your own street."))
    whistle = Whistle(
        type=type, text=text.strip(), address=address.strip(), state=State.REVIEWED, channel=channel
    )
    return _open(whistle, place, cases, PREPARED, by, at)


@transaction.atomic
def blow_at_once(
    *,
    type: str,  # noqa: A002 - the field's own name
    text: str,
    place: str,
    units: Sequence[Unit],
    note: str,
    by: User,
    at: datetime,
    address: str = "",
    cases: Sequence[Case] = (),
    channel: Channel = Channel.WEB,
) -> Whistle:
    """Prepare and blow in one, as an emergency needs it. Raises WhistleRefused or MoveRefused."""
    given = {"text": text, "place": place, "address": address, "cases": cases, "channel": channel}
    whistle = prepare(type=type, **given, by=by, at=at)  # type: ignore[arg-type]
    if against := too_many(len(units), pack_of_whistle(whistle)):
        raise WhistleRefused(against)
    return blow(whistle, units=units, note=note, by=by, at=at)


def _open(
    whistle: Whistle, place: str, cases: Sequence[Case], event: Event, by: User, at: datetime
) -> Whistle:
    today = timezone.localdate(at)
    whistle.place = _place(place, today)
    pack = pack_for(place, today)
    rules = pack.section(WhistlePack)
    if not whistle.text or len(whistle.text) > rules.text_length:
        raise NothingSaid(
            _("Say what it is about, in at most %(most)d characters.") % {"most": rules.text_length}
        )
    if len(cases) > rules.cases:
        raise WhistleRefused(
            _("At most %(most)d cases stand behind one whistle.") % {"most": rules.cases}
        )
    whistle.title = END_OF_SENTENCE.split(whistle.text)[0].strip()[:TITLE] or whistle.text[:TITLE]
    whistle.urgency = urgency_of(whistle.type)
    whistle.holder, whistle.rule_pack = unit_for(place, "street", at), pack.edition
    open_matter(flow, whistle, event=event, by=by, at=at, type=whistle.type)
    for case in cases:
        Behind.objects.create(whistle=whistle, case=case)
        publish(BEHIND, about=case, by=by, at=at, whistle=whistle.pk)
    return whistle


def _place(code: str, on: date) -> Place:
    found = Place.objects.in_force(on).filter(code=code).first()
    if found is None:
        raise WhistleRefused(_("There is no place with the code %(code)s here.") % {"code": code})
    return found


def _proposing_unit(by: User, place: str, at: datetime) -> Unit:
    """The unit of the user that lies nearest to the place."""
    duties = [d for d in by.duties_with(PROPOSES, at) if place.startswith(d.unit.place_id)]
    return max(duties, key=lambda duty: len(duty.unit.place_id)).unit
