"""Noting where ratings came from, finding those that came together, and checking them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Case, FollowUp
from linli.ground.journal.actions import publish
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.org.addresses import network_of
from linli.ground.org.models import User
from linli.ground.org.queries import staff_at
from linli.ground.people.ciphers import search_hash
from linli.ground.places.models import Place, under
from linli.insight.solicited.bursts import Burst, Rating, bursts
from linli.insight.solicited.events import CHECKED
from linli.insight.solicited.models import Check, Door, Finding, FindingRow
from linli.insight.solicited.notices import TO_CHECK
from linli.insight.solicited.queries import ratings, rules_at
from linli.insight.solicited.rules import CHECK, may_check

DIGEST = 16
"""Bytes of a digest that are kept: enough to be alike by no accident."""


class MayNotCheck(PermissionDenied):
    """Whoever checks ratings neither gave nor got them."""


def note_door(
    case: Case, *, browser: str, agent: str, address: str, by: User, at: datetime
) -> Door | None:
    """Note through which door the answer came that a reporter gave at this moment.

    `browser`: what tells one browser from another; `agent`: what it says of itself; `address`:
    where it is. None of them is kept, only what a key makes of them. Nothing is noted where there
    is no such answer.
    """
    answer = FollowUp.objects.filter(case=case, by=by, at=at, reached=True).first()
    if answer is None:
        return None
    machine = f"{address} {agent}" if address and agent else ""
    return Door.objects.create(
        follow_up=answer,
        browser=_digest("browser", browser),
        machine=_digest("machine", machine),
        network=_digest("network", network_of(address)),
        at=at,
    )


def _digest(kind: str, text: str) -> bytes:
    return search_hash(f"solicited.{kind}", text)[:DIGEST] if text else b""


@transaction.atomic
def find(district: str, *, by: User, at: datetime) -> int:
    """Find the ratings of a district that came together; how many findings are new.

    A finding that nobody has checked yet grows with what comes after. What was checked, or found
    for another place, is not found again.
    """
    rules = rules_at(district, at)
    # Two at once: the second waits here, and finds what the first has found.
    Place.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=district)
    known = FindingRow.objects.filter(under(district, "follow_up__case__place_id"))
    is_checked = Exists(Check.objects.filter(finding=OuterRef("finding")))
    known = known.annotate(over=Q(is_checked) | ~Q(finding__district=district))
    settled, waiting = set(), {}
    for kind, key, finding, over in known.values_list("kind", "follow_up", "finding", "over"):
        if over:
            settled.add((kind, key))
        else:
            waiting[kind, key] = finding
    new = []
    for burst in bursts(ratings(district, at, rules.days), rules):
        rows = [row for row in burst.ratings if (burst.kind, row.key) not in settled]
        same = {waiting[burst.kind, row.key] for row in rows if (burst.kind, row.key) in waiting}
        rule = getattr(rules, burst.kind)
        if same:
            _grow(Finding.objects.get(pk=min(same)), rows, waiting)
        elif len({row.reporter for row in rows}) >= rule.fewest:
            new.append(_begin(district, burst, rows, rule.model_dump(), at))
    notify_all([telling for finding in new for telling in _tellings(finding, at)])
    return len(new)


def _begin(
    district: str, burst: Burst, rows: Sequence[Rating], rule: dict[str, object], at: datetime
) -> Finding:
    finding = Finding.objects.create(
        kind=burst.kind,
        district_id=district,
        unit_id=Counter(row.unit for row in rows).most_common(1)[0][0],
        first_at=rows[0].at,
        last_at=rows[-1].at,
        people=len({row.reporter for row in rows}),
        rule=rule,
        found_at=at,
    )
    _add(finding, rows)
    return finding


def _grow(finding: Finding, rows: Sequence[Rating], waiting: dict[tuple[str, int], int]) -> None:
    """Add what came after to a finding that waits to be checked."""
    new = [row for row in rows if (finding.kind, row.key) not in waiting]
    if not new:
        return
    _add(finding, new)
    people = FindingRow.objects.filter(finding=finding).values("follow_up__reporter").distinct()
    Finding.objects.filter(pk=finding.pk).update(
        people=people.count(),
        first_at=min(finding.first_at, new[0].at),
        last_at=max(finding.last_at, new[-1].at),
    )


def _add(finding: Finding, rows: Sequence[Rating]) -> None:
    FindingRow.objects.bulk_create(
        FindingRow(
            finding=finding,
            kind=finding.kind,
            follow_up_id=row.key,
            unit_id=row.unit,
            seconds=None if row.seconds is None else int(row.seconds),
        )
        for row in rows
    )


def _tellings(finding: Finding, at: datetime) -> list[Telling]:
    people = [u for u in staff_at(finding.district_id, CHECK, at) if may_check(u, finding, at)]
    values = {"people": finding.people, "day": timezone.localdate(finding.last_at)}
    link = reverse("solicited:page", args=[finding.pk])
    place = finding.district_id
    return (
        [Telling(TO_CHECK, people, finding, at, values, place=place, link=link)] if people else []
    )


@transaction.atomic
def check(finding: Finding, *, result: str, reason: str, by: User, at: datetime) -> Check:
    """Keep what came of looking at the rows; a later check stands beside an earlier one.

    Nothing follows by itself: not for the unit, not for the figures. Raises MayNotCheck.
    """
    held = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if not may_check(by, held, at):
        raise MayNotCheck(_("Ratings are checked by somebody who was not rated by them."))
    row = Check.objects.create(finding=held, result=result, reason=reason, by=by, at=at)
    publish(CHECKED, about=held, by=by, at=at, result=result)
    return row


def erase_findings(rows: Sequence[Finding], *, by: User, at: datetime) -> int:
    """Delete findings with their rows and what came of looking at them."""
    keys = [row.pk for row in rows]
    Check.objects.filter(finding__in=keys).delete()
    Finding.objects.filter(pk__in=keys).delete()
    return len(keys)
