"""Finding topics and rises, and acting on a topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.actions import report
from linli.affairs.cases.models import Case, Category, Occasion, Type
from linli.ground.journal.actions import publish
from linli.ground.notices.actions import Telling, notify_all
from linli.ground.org.models import Unit, User
from linli.ground.org.queries import staff_at, units_in_district
from linli.ground.places.codes import district_of
from linli.ground.places.models import Place, under
from linli.insight.hotspots.events import CASE_OPENED, MARKED, UNMARKED
from linli.insight.hotspots.levels import rises
from linli.insight.hotspots.models import Reading, Rise, Topic, TopicCase
from linli.insight.hotspots.notices import RISE
from linli.insight.hotspots.queries import ShownRise, cases_of, named, rules_at
from linli.insight.hotspots.rules import LEAD, may_lead
from linli.insight.hotspots.voices import heard
from linli.matters.models import Channel
from linli.text import events

NAME_LENGTH = 60


class MayNotLead(PermissionDenied):
    """Whoever acts on a topic leads the place in which it lies."""


class AlreadyDone(ValueError):
    """There is a case of the topic, or the month has its topic. `str(error)` says which."""


class NotALead(ValueError):
    """The unit is none that could lead the topic."""


def find_topics(district: str, *, by: User, at: datetime) -> int:
    """Group what was reported in a district; how many topics there are.

    Nothing is done where nothing was reported since the last time on the same day. What is read
    is bounded by the rule pack, however many cases there are.
    """
    rules = rules_at(district, at).topics
    newest = Case.objects.filter(under(district, "place_id")).aggregate(last=Max("pk"))["last"] or 0
    before = Reading.objects.filter(district=district).first()
    if before and before.newest == newest and _day(before.at) == _day(at):
        return Topic.objects.filter(under(district, "place_id"), is_current=True).count()
    found = events.topics(heard(district, rules, at), at=at, fewest=rules.fewest_people)
    with transaction.atomic():
        Reading.objects.update_or_create(
            district_id=district, defaults={"newest": newest, "at": at}
        )
        return _keep(found[: rules.most_topics], district, at)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _keep(found: Sequence[events.Topic], district: str, at: datetime) -> int:
    """Write the topics of a run; each goes on as the one with which it shares most cases."""
    keys = [key for each in found for key in each.keys]
    before = dict(TopicCase.objects.filter(case__in=keys).values_list("case_id", "topic_id"))
    known = Topic.objects.in_bulk(set(before.values()))
    places = set(
        Place.objects.filter(code__in=[each.place for each in found]).values_list("code", flat=True)
    )
    same = _same(found, before)
    rows = [known[same[i]] if i in same else Topic(found_at=at) for i in range(len(found))]
    for row, each in zip(rows, found, strict=True):
        row.heat, row.seen_at, row.is_current = each.heat, at, True
        if row.case_id is None and row.month is None:  # what is worked on keeps its name
            row.name = each.name[:NAME_LENGTH]
            row.place_id = each.place if each.place in places else district
            if not row.place_id.startswith(district):
                row.place_id = district
    Topic.objects.filter(under(district, "place_id"), is_current=True).update(is_current=False)
    Topic.objects.bulk_create([row for row in rows if row.pk is None])
    fields = ["name", "place", "heat", "seen_at", "is_current"]
    Topic.objects.bulk_update([row for row in rows if row.pk in known], fields)
    TopicCase.objects.bulk_create(
        [
            TopicCase(topic=row, case_id=key)
            for row, each in zip(rows, found, strict=True)
            for key in each.keys
        ],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["topic"],
    )
    return len(rows)


def _same(found: Sequence[events.Topic], before: dict[int, int]) -> dict[int, int]:
    """For the topics of a run, by their places, the keys of those that they were before."""
    shared = Counter(
        (i, before[key]) for i, each in enumerate(found) for key in each.keys if key in before
    )
    same: dict[int, int] = {}
    for (i, topic), _count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if i not in same and topic not in same.values():
            same[i] = topic
    return same


@transaction.atomic
def open_case(topic: Topic, *, text: str, by: User, at: datetime) -> Case:
    """Open the one case that deals with the topic before more people complain (未诉先办).

    Raises MayNotLead, AlreadyDone, ReportRefused.
    """
    topic = _held(topic, by, at)
    if topic.case is not None:
        raise AlreadyDone(_("There is a case already: %(number)s.") % {"number": topic.case.number})
    case = report(
        type=Type.HELP,
        text=text,
        title=topic.name,
        place_code=topic.place_id,
        channel=Channel.WEB,
        category=_category(topic, by, at),
        occasion=Occasion.TOPIC,
        by=by,
        at=at,
    )
    Topic.objects.filter(pk=topic.pk).update(case=case)
    publish(CASE_OPENED, about=topic, by=by, at=at, case=case.pk)
    return case


def _category(topic: Topic, user: User, at: datetime) -> Category | None:
    """The category that most of its cases have, as far as the user sees them."""
    told = cases_of(topic, user, at).exclude(category=None).values_list("category", flat=True)
    most = Counter(told).most_common(1)
    return Category.objects.get(pk=most[0][0]) if most else None


@transaction.atomic
def mark(topic: Topic, *, month: date, lead: Unit, by: User, at: datetime) -> None:
    """Make it the topic of a month, led by a unit (每月一题; 北京条例 Art. 24).

    Raises MayNotLead, AlreadyDone where the month has as many as the rule pack lets it, NotALead.
    """
    district = district_of(topic.place_id)
    Reading.objects.select_for_update().get(district=district)  # one after the other
    topic, month = _held(topic, by, at), month.replace(day=1)
    if not units_in_district(district, at).filter(pk=lead.pk).exists():
        raise NotALead(_("This unit cannot lead the topic. Choose one of the district."))
    others = Topic.objects.filter(under(district, "place_id"), month=month).exclude(pk=topic.pk)
    if others.count() >= rules_at(district, at).topics.a_month:
        raise AlreadyDone(_("This month has its topic already. Choose another month."))
    Topic.objects.filter(pk=topic.pk).update(month=month, lead_unit=lead)
    publish(MARKED, about=topic, by=by, at=at, month=month.isoformat(), lead=lead.pk)


@transaction.atomic
def unmark(topic: Topic, *, by: User, at: datetime) -> None:
    """Let it be the topic of its month no longer. Raises MayNotLead."""
    topic = _held(topic, by, at)
    if topic.month is not None:
        Topic.objects.filter(pk=topic.pk).update(month=None, lead_unit=None)
        publish(UNMARKED, about=topic, by=by, at=at)


def _held(topic: Topic, by: User, at: datetime) -> Topic:
    """The topic as it is now, held until the transaction ends. Raises MayNotLead."""
    held = Topic.objects.select_for_update(of=("self",)).select_related("case").get(pk=topic.pk)
    if not may_lead(by, held, at):
        raise MayNotLead(_("Only who leads the place of the topic can do this."))
    return held


@transaction.atomic
def warn(district: str, *, by: User, at: datetime) -> int:
    """Keep the rises of the days that ended yesterday and tell who leads there; how many are new.

    A rise that goes on is the same one: it is told again after a window without overlap.
    """
    rules, day = rules_at(district, at).rises, _day(at) - timedelta(days=1)
    since = day - timedelta(days=rules.days)
    told = Rise.objects.filter(under(district, "place_id"), on__gt=since)
    known = set(told.values_list("place_id", "category"))
    new = [
        Rise(
            place_id=place,
            category=category,
            on=day,
            days=rules.days,
            count=found.count,
            expected=found.expected,
            chance=found.chance,
            found_at=at,
        )
        for place, category, found in rises(district, day, rules)
        if (place, category) not in known
    ]
    Rise.objects.bulk_create(new)
    notify_all(_tellings(named(new), at))
    return len(new)


def _tellings(shown: Sequence[ShownRise], at: datetime) -> list[Telling]:
    """Each to the nearest who lead there; nobody of one kind of matter at two places."""
    told: set[tuple[int, str]] = set()
    tellings = []
    for each in sorted(shown, key=lambda one: (-len(one.rise.place_id), one.rise.pk)):
        people = staff_at(each.rise.place_id, LEAD, at)
        to = [user for user in people if (user.pk, each.rise.category) not in told]
        told |= {(user.pk, each.rise.category) for user in to}
        tellings.append(_telling(each, to, at))
    return [telling for telling in tellings if telling.to]


def _telling(shown: ShownRise, to: list[User], at: datetime) -> Telling:
    rise = shown.rise
    values = {
        "place": rise.place.name,
        "count": rise.count,
        "days": rise.days,
        "usual": f"{rise.expected:.1f}",
        "about": shown.about or _("all matters"),
    }
    return Telling(RISE, to, rise, at, values, place=rise.place_id, link=reverse("hotspots:list"))
