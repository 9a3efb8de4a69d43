"""One of each of what the demonstration has none of, so that the walk comes to its page."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from linli.affairs.cases.actions.drafting import begin_draft
from linli.affairs.cases.actions.rehearsing import rehearse
from linli.affairs.supervision.models import Suggestion
from linli.faces.hooks.models import Subscription
from linli.ground.org.actions import add_user
from linli.ground.org.models import User
from linli.ground.people.actions import move_in, register_household
from linli.ground.people.models import Resident
from linli.ground.places.models import Place
from linli.ground.privacy.actions import record_incident
from linli.ground.rulepacks.actions import publish_pack
from linli.insight.appraisal.actions import publish
from linli.insight.appraisal.models import Edition
from linli.insight.measures.actions import publish_month
from linli.insight.measures.periods import Period
from linli.insight.surveys.models import Invitee
from linli.insight.surveys.queries import path_of

DISTRICT = "990101"


def one_of_each(at: datetime) -> dict[str, tuple[str, ...]]:
    """What there is now, by who walks there."""
    return {
        "": (published_appraisal(at), invitation()),
        "lin": (*draft(at), new_rules(at), published_figures(at)),
        "sun": (incident(at), suggestion()),
        "chen": (resident(at),),
        "sysadmin": (webhook(at),),
    }


def published_appraisal(at: datetime) -> str:
    """The scores of the communities, once the days for objections are over."""
    edition = Edition.objects.get()
    publish(edition, by=person("lin"), at=at + timedelta(days=8))
    return f"/appraisal-results/{edition.pk}/"


def invitation() -> str:
    """The page of somebody who was drawn for a survey, whether a notice on it is listed or not."""
    return path_of(Invitee.objects.all()[0])


def draft(at: datetime) -> tuple[str, ...]:
    """A draft of the dispatch catalogue, tried on the cases of the month."""
    lin = person("lin")
    made = begin_draft(area=Place.objects.get(code=DISTRICT), by=lin, at=at)
    rehearse(made, months=1, by=lin, at=at)
    return (f"/catalogue/drafts/{made.pk}/",)


def new_rules(at: datetime) -> str:
    """A version of the district's rule pack, in force from tomorrow."""
    made = publish_pack(
        place_code=DISTRICT,
        text="portal:\n  around:\n    smallest_group: 6\n",
        valid_from=timezone.localdate(at) + timedelta(days=1),
        note="每组不少于六人",
        by=person("lin"),
        at=at,
    )
    return f"/rulepacks/{DISTRICT}/{made.version}/"


def published_figures(at: datetime) -> str:
    """The figures of last month, which a demonstration of one month has on the first day alone."""
    today = timezone.localdate(at)
    made = publish_month(
        place=Place.objects.get(code=DISTRICT),
        month=Period.month(today.year, today.month).previous.first,
        by=person("lin"),
        at=at,
        reason="补录纸质登记的事项一件",
    )
    return f"/measures/published/{made.pk}/"


def incident(at: datetime) -> str:
    """An incident with personal data."""
    made = record_incident(
        found_at=at - timedelta(hours=1),
        what="一张写有居民电话的表遗失。",
        kinds="电话",
        people=12,
        harm="可能接到骚扰电话。",
        by=person("sun"),
        at=at,
    )
    return f"/privacy/incidents/{made.pk}/"


def resident(at: datetime) -> str:
    """A resident who lives in the first grid, as the register says."""
    found, chen = Resident.objects.order_by("pk")[0], person("chen")
    grid = Place.objects.get(code=f"{DISTRICT}001001001")
    household = register_household(place=grid, address="3号楼2单元301室", by=chen, at=at)
    move_in(found, household=household, on=timezone.localdate(at), by=chen, at=at)
    return f"/residents/{found.pk}/"


def suggestion() -> str:
    """A suggestion of a step of supervision."""
    return f"/supervision/suggestions/{Suggestion.objects.all()[0].pk}/"


def webhook(at: datetime) -> str:
    """A webhook of a service account, to an address that no machine of a test can look up."""
    by = person("secadmin")
    account = add_user(username="hotline", name="12345", kind="service", by=by, at=at)
    made = Subscription.objects.create(
        account=account, url="https://hotline.example/linli", secret="whsec_", created_at=at
    )
    return f"/webhooks/{made.pk}/"


def person(name: str) -> User:
    """Somebody of the staff."""
    return User.objects.get(username=name)
