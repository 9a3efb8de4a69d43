"""What residents do through the portal, signed in or not."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.actions import ReportRefused, UnknownPlace, join, report
from linli.affairs.cases.models import Case
from linli.faces.portal import nearby
from linli.faces.portal.models import Around, Tally
from linli.faces.portal.pack import PortalPack, Unproved
from linli.faces.portal.understood import offered
from linli.ground.notices import links
from linli.ground.org.actions import the_system
from linli.ground.org.models import User
from linli.ground.org.queries import NoUnit
from linli.ground.people.actions import open_account, remember_resident
from linli.ground.people.ciphers import search_hash
from linli.ground.people.models import Resident, phone_hash
from linli.ground.rulepacks.queries import pack_for
from linli.insight.solicited.actions import note_door
from linli.matters.actions import attach, comment
from linli.matters.attachments import Content
from linli.matters.engine import MoveRefused, submit
from linli.matters.idempotency import KeyTaken, fingerprint, remember, replay
from linli.matters.models import Channel, Comment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class FollowRefused(PermissionError):
    """The case was not opened; `str(error)` tells why, and never whether the number exists."""


class TooManyTries(FollowRefused):
    """The number or the phone was tried too often today."""


class WrongPair(FollowRefused):
    """No case has this number and was reported with this phone."""


class TooManyReports(ReportRefused):
    """The phone was named in too many reports today by somebody not signed in."""

    code = "too-many-reports"


class AddRefused(ValueError):
    """Nothing was added to the case; `str(error)` tells the reporter why."""


class NothingAdded(AddRefused):
    """Neither words nor a photo."""


class AtItsEnd(AddRefused):
    """The case is closed, so nobody would read what is added."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How the reporter wants to be reached; `phone` is normalised."""

    name: str
    phone: str


def send_report(
    *, contact: Contact | None, by: User | None, at: datetime, same: str = "", **report_: Any
) -> Case:
    """Take a report from the page. Without a contact nothing is kept of who sent it.

    `same` is the number of a neighbour's case of which the page asked whether it is this matter:
    the report of whoever is signed in joins it; any other says so to whoever decides.

    `by` is the resident who is signed in, or None: then, and for a report without a name, the
    program's own account enters it, because who typed a phone has not proved to hold it. Nothing
    else is done in the name of that phone, and nothing shows whether it is known.
    `report_` are the other arguments of `cases.actions.report`. Raises ReportRefused or KeyReused.
    """
    reporter = by if contact else None
    if contact is None or by is None:
        by = the_system(at=at)
        if contact is not None:
            _require_few_reports(contact.phone, at)
    report_["duplicate_of"] = lead = _lead(same, at, **report_) if same else None
    try:
        with transaction.atomic():
            who = _resident(contact, by, at) if contact else None
            case = report(channel=Channel.WEB, reporter=who, by=by, at=at, **report_)
        return _joined(case, lead, reporter, at) if reporter and lead else case
    except NoUnit as error:
        raise UnknownPlace(_("Nobody is in charge of this place here. Choose another.")) from error


def _lead(number: str, at: datetime, *, text: str, place_code: str, **_others: Any) -> Case | None:
    """The case with this number, if it is one of those that are offered for these words."""
    found = offered(text, place_code, None, at)
    return next((each.found.case for each in found if each.number == number), None)


def _joined(case: Case, lead: Case, reporter: User, at: datetime) -> Case:
    """The report as a part of the neighbour's case, or by itself where that has ended since."""
    own = Case.objects.get(pk=case.pk)
    try:
        with transaction.atomic():
            return join(own, lead=lead, by=reporter, at=at)
    except MoveRefused:
        return case


def _resident(contact: Contact, by: User, at: datetime) -> Resident:
    return remember_resident(name=contact.name, phone=contact.phone, by=by, at=at)


def _require_few_reports(phone: str, at: datetime) -> None:
    if _count("report", phone, at) > _unproved(at).reports_in_1_day:
        raise TooManyReports(
            _("This phone was named in many reports today. Sign in with it to report more.")
        )


def _unproved(at: datetime) -> Unproved:
    return pack_for("", timezone.localdate(at)).section(PortalPack).unproved


def follow(*, number: str, phone: str, at: datetime) -> Case:
    """The case with this number, if it was reported with this phone (normalised).

    There is no `by`: nobody is signed in. Its reporter gets an account, in whose name the visitor
    may then rate, reopen and add to this one case. Every try is counted, by number and by phone,
    and stays counted when it is refused. Raises TooManyTries, WrongPair.
    """
    tried = [_count("number", number, at), _count("phone", phone, at)]
    if max(tried) > _unproved(at).tries_in_1_day:
        raise TooManyTries(
            _("That was tried too often today. Sign in with your phone instead, or try tomorrow.")
        )
    found = Case.objects.filter(number=number, reporter__phone_hash=phone_hash(phone)).first()
    if found is None or not open_account(phone=phone, at=at).is_active:
        raise WrongPair(
            _("No case has this number and was reported with this phone. Check both, please.")
        )
    _forget(("number", number), ("phone", phone))
    return found


def follow_link(token: str, *, at: datetime) -> Case:
    """The case that the link in a message opens, as long as the one it was sent to reported it.

    As with number and phone, there is no `by`: whoever holds the phone acts in the reporter's
    name on this one case. Raises LinkRefused, WrongPair.
    """
    opened = links.read(token, at=at)
    found = Case.objects.select_related("reporter").filter(pk=opened.record).first()
    reporter = found.reporter if found else None
    if found is None or reporter is None or reporter.pk != opened.resident or not reporter.phone:
        raise WrongPair(_("This link opens nothing any more."))
    if not open_account(phone=reporter.phone.open(), at=at).is_active:
        raise WrongPair(_("This link opens nothing any more."))
    return found


@transaction.atomic
def add_to_case(
    case: Case, *, text: str, photos: Sequence[Content], key: str, by: User, at: datetime
) -> Case:
    """Add the reporter's words or photos. Raises NothingAdded, AtItsEnd, KeyReused."""
    if case.closed_at is not None:
        raise AtItsEnd(_("This case is closed. Have it opened again, or report anew."))
    if not text.strip() and not photos:
        raise NothingAdded(_("Write something or choose a photo."))
    print_ = fingerprint("add", case.pk, text, [photo.digest for photo in photos])
    if replay(key, print_, by=by):
        return case
    try:
        with transaction.atomic():
            if text.strip():
                comment(case, text=text, audience=Comment.Audience.REPORTER, by=by, at=at)
            attach(case, contents=photos, stage="before", by=by, at=at)
            remember(key, print_, case, by=by, at=at)
    except KeyTaken:
        replay(key, print_, by=by)
    return case


@transaction.atomic
def move_on(
    case: Case,
    name: str,
    data: Mapping[str, Any],
    files: Any,
    *,
    version: int | None = None,
    key: str = "",
    door: Mapping[str, str],
    by: User,
    at: datetime,
) -> Case:
    """Make a reporter's move; of an answer it is noted from where it came (`visitors.door_of`).

    Raises MoveRefused (one of its kinds) or KeyReused.
    """
    moved = submit(case, name, data, files, by=by, at=at, version=version, key=key)
    note_door(moved, **door, by=by, at=at)
    return moved


def count_around(district: str, *, at: datetime) -> int:
    """Count what everybody may see of the open cases of a district; how many groups there are.

    There is no `by`: nothing is decided, and no case changes.
    """
    found = [dataclasses.astuple(each) for each in nearby.count(district, at)]
    Around.objects.update_or_create(district_id=district, defaults={"groups": found, "at": at})
    return len(found)


def may_be_read(address: str, *, at: datetime) -> bool:
    """Count that words are to be read for a network address; False where it asked for too many.

    There is no `by`: whoever types is a stranger, and all that is kept is the number.
    """
    rules = pack_for("", timezone.localdate(at)).section(PortalPack).understood
    return not address or _count("understood", address, at, HOUR) <= rules.address_in_1_hour


def _count(what: str, text: str, at: datetime, within: timedelta = DAY) -> int:
    """How often this was tried within a time, this try among them; old rows go along with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO portal_tally AS t (key, tries, ends_at) VALUES (%s, 1, %s)"
            " ON CONFLICT (key) DO UPDATE SET"
            " tries = CASE WHEN t.ends_at <= %s THEN 1 ELSE t.tries + 1 END,"
            " ends_at = CASE WHEN t.ends_at <= %s THEN excluded.ends_at ELSE t.ends_at END"
            " RETURNING tries",
            [_key(what, text), at + within, at, at],
        )
        tries: int = cursor.fetchone()[0]
    Tally.objects.filter(ends_at__lt=at - DAY).delete()
    return tries


def _forget(*tried: tuple[str, str]) -> None:
    Tally.objects.filter(key__in=[_key(*each) for each in tried]).delete()


def _key(what: str, text: str) -> bytes:
    return search_hash(f"portal tally {what}", text)
