"""What the ground keeps of people, and for how long after what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.checks import register
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from linli.ground.journal.models import Delivery
from linli.ground.org.models import StaffSession
from linli.ground.people.models import Consent, Contact, HouseholdMember, Resident
from linli.ground.privacy import actions
from linli.ground.privacy.actions.ending import ERASED
from linli.ground.privacy.checks import every_kind_has_a_limit
from linli.ground.privacy.models import Assessment, Exchange, Incident
from linli.ground.privacy.queries import naming_relations
from linli.ground.privacy.registry import Kind, keep, tells
from linli.ground.signin.models import Session


def forgotten_residents() -> QuerySet[Any]:
    """Residents whom no record names any more, with the moment they were last seen."""
    rows = Resident.objects.annotate(
        last_seen=Greatest("created_at", Coalesce("user__last_login", "created_at"))
    )
    for relation in naming_relations():
        naming = relation.related_model._base_manager.filter(
            **{relation.field.name: OuterRef("pk")}
        )
        rows = rows.filter(~Exists(naming))
    return rows


def contacts_without_consent() -> QuerySet[Any]:
    """Other contacts of residents who withdrew their consent, with the moment of that."""
    consents = Consent.objects.filter(
        resident=OuterRef("resident"), text__purpose__code="other_contacts"
    )
    last = consents.order_by("-withdrawn_at").values("withdrawn_at")[:1]
    return Contact.objects.annotate(withdrawn_at=last).filter(
        ~Exists(consents.filter(withdrawn_at=None)), withdrawn_at__isnull=False
    )


keep(
    Kind(
        name="people.resident",
        label=_("Residents"),
        purpose="requests",
        limit="residents",
        since="last_seen",
        counted=_("last sign-in, once no matter and no household names them"),
        rows=forgotten_residents,
        erase=actions.erase_residents,
    ),
    Kind(
        name="people.membership",
        label=_("Who lived where"),
        purpose="households",
        limit="memberships",
        since="valid_to",
        counted=_("moving out"),
        rows=lambda: HouseholdMember.objects.filter(valid_to__isnull=False),
        erase=actions.erase_households,
    ),
    Kind(
        name="people.contact",
        label=_("Other ways of contact"),
        purpose="other_contacts",
        limit="contacts",
        since="withdrawn_at",
        counted=_("withdrawal of the consent"),
        rows=contacts_without_consent,
        erase=actions.erase_contacts,
    ),
    Kind(
        name="people.minor",
        label=_("Marks of minors"),
        purpose="identity",
        limit="minors",
        since="minor_until",
        counted=_("turning 14"),
        what=_("Cleared"),
        rows=lambda: Resident.objects.filter(minor_until__isnull=False),
        erase=actions.erase_minor_marks,
    ),
    Kind(
        name="journal.error",
        label=_("Errors of the background"),
        purpose="requests",
        limit="errors",
        since="updated_at",
        counted=_("the last attempt"),
        what=_("Cleared"),
        rows=lambda: Delivery.objects.exclude(error=""),
        erase=actions.erase_errors,
    ),
    Kind(
        name="privacy.assessment",
        label=_("Impact assessments"),
        purpose="requests",
        limit="assessments",
        since="made_at",
        counted=_("the assessment"),
        rows=lambda: Assessment.objects.all(),
        erase=actions.erase_old,
    ),
    Kind(
        name="privacy.incident",
        label=_("Incidents"),
        purpose="requests",
        limit="incidents",
        since="closed_at",
        counted=_("closing"),
        rows=lambda: Incident.objects.filter(closed_at__isnull=False),
        erase=actions.erase_incidents,
    ),
    Kind(
        name="privacy.exchange",
        label=_("Exchanges of data"),
        purpose="requests",
        limit="exchanges",
        since="last_at",
        counted=_("the exchange"),
        rows=lambda: Exchange.objects.all(),
        erase=actions.erase_old,
    ),
    Kind(
        name="web.session",
        label=_("Sessions of browsers"),
        purpose="sign_in",
        limit="sessions",
        since="expire_date",
        counted=_("the end of the session"),
        rows=lambda: Session.objects.all(),
        erase=actions.erase_sessions,
    ),
    Kind(
        name="org.staff_session",
        label=_("Reasons of staff sessions"),
        purpose="requests",
        limit="staff_sessions",
        since="ends_at",
        counted=_("the end of the session"),
        what=_("Cleared"),
        rows=lambda: StaffSession.objects.exclude(reason=ERASED),
        erase=actions.erase_staff_session_reasons,
    ),
)

register(every_kind_has_a_limit)


@tells("register", _("Register"))
def register_of(resident: Resident, at: datetime) -> list[dict[str, Any]]:
    """What the register knows of a resident."""
    return [
        {
            "name": resident.name.open(),
            "phone": resident.phone.open(),
            "document": resident.get_document_display(),
            "number": resident.id_number.open(),
            "since": resident.created_at,
        }
    ]


@tells("contacts", _("Other contacts"))
def contacts_of(resident: Resident, at: datetime) -> list[dict[str, Any]]:
    """Other ways to reach a resident."""
    return [
        {"kind": row.get_kind_display(), "value": row.value.open(), "since": row.created_at}
        for row in resident.contacts.order_by("pk")
    ]


@tells("households", _("Households"))
def households_of(resident: Resident, at: datetime) -> list[dict[str, Any]]:
    """Where a resident lives or lived."""
    return [
        {
            "place": str(row.household.place),
            "address": row.household.address.open(),
            "from": row.valid_from,
            "to": row.valid_to,
        }
        for row in resident.memberships.select_related("household__place").order_by("pk")
    ]


@tells("consents", _("Consents"))
def consents_of(resident: Resident, at: datetime) -> list[dict[str, Any]]:
    """What a resident consented to, and no longer does."""
    return [
        {
            "purpose": str(row.text.purpose),
            "version": row.text.version,
            "given": row.given_at,
            "withdrawn": row.withdrawn_at,
        }
        for row in resident.consents.select_related("text__purpose")
    ]
