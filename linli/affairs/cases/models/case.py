"""The case itself."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.catalogue import Category, DispatchRule, Level
from linli.ground.org.models import Unit
from linli.ground.people.models import Resident
from linli.matters.models import Matter


class Type(models.TextChoices):
    """What the reporter wants (北京市接诉即办工作条例 Art. 2)."""

    INQUIRY = "inquiry", _("Inquiry")
    HELP = "help", _("Request for help")
    COMPLAINT = "complaint", _("Complaint")
    TIP_OFF = "tip_off", _("Tip-off")
    SUGGESTION = "suggestion", _("Suggestion")


class State(models.TextChoices):
    """Where a case stands."""

    REPORTED = "reported", _("Reported")
    ACCEPTED = "accepted", _("Accepted")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    DISPATCHED = "dispatched", _("Dispatched")
    SIGNED = "signed", _("Signed for")
    RETURNING = "returning", _("Return requested")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING = "waiting", _("Waiting for the reporter")
    DEFERRED = "deferred", _("Deferred")
    FINISHED = "finished", _("Finished, to be verified")
    VERIFIED = "verified", _("Verified, to be rated")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the reporter")
    TERMINATED = "terminated", _("Ended without a result")
    MERGED = "merged", _("Merged into another")


class DeclineReason(models.TextChoices):
    """The lawful reasons for not accepting (北京市接诉即办工作条例 Art. 11; 潍坊条例 Art. 19)."""

    EMERGENCY_SERVICE = "emergency_service", _("Belongs to 110, 119, 120 or 122")
    OTHER_LEGAL_ROUTE = "other_legal_route", _("Has a legal route of its own")
    NO_NEW_FACTS = "no_new_facts", _("The same matter again, without new facts")
    SECRET_OR_PRIVATE = "secret_or_private", _("Concerns secrets or somebody's privacy")
    OUTSIDE_DUTY = "outside_duty", _("Not within the duties of government")
    UNLAWFUL = "unlawful", _("Against the law or public order")
    CONCLUDED = "concluded", _("Already lawfully concluded")


class Occasion(models.TextChoices):
    """What made the staff act before anybody complained (未诉先办; 北京条例 Art. 24-26)."""

    PATROL = "patrol", _("Found on patrol")
    TOPIC = "topic", _("A topic that comes up often")
    SEASON = "season", _("Plan for the season")
    INSPECTION = "inspection", _("Found in an inspection")


class Case(Matter):
    """A resident's matter."""

    type = models.CharField(max_length=12, choices=Type.choices)
    text = models.TextField()
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT)
    reporter = models.ForeignKey(
        Resident, null=True, on_delete=models.PROTECT, related_name="cases"
    )
    subject_unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="complained_about", db_index=False
    )
    address = models.CharField(max_length=200, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    suggested_rule = models.ForeignKey(
        DispatchRule, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decline_reason = models.CharField(max_length=20, blank=True, choices=DeclineReason.choices)
    contacted_at = models.DateTimeField(null=True)
    settled_level = models.CharField(max_length=12, blank=True, choices=Level.choices)
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=80, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="duplicates", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    gathered = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="how many cases are merged into this one directly"
    )
    occasion = models.CharField(
        max_length=12, blank=True, default="", db_default="", choices=Occasion.choices
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_source_row_becomes_one_case",
                fields=("source", "source_id"),
                condition=~Q(source=""),
            ),
            models.CheckConstraint(
                name="point_is_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
            ),
            models.CheckConstraint(
                name="a_case_is_not_its_own_lead",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("matter_ptr")),
            ),
        ]
        indexes = [
            models.Index(
                name="case_merged_into",
                fields=("merged_into",),
                condition=Q(merged_into__isnull=False),
            ),
            models.Index(
                name="case_at_a_point",
                fields=("longitude", "latitude"),
                condition=Q(longitude__isnull=False),
            ),
        ]

    @property
    def about(self) -> str:
        """The code of its category."""
        return self.category_id or ""

    @property
    def facts(self) -> dict[str, Any]:
        """Besides: which level settled it, and whether the reporter was reached."""
        return super().facts | {
            "level": str(self.settled_level),
            "contacted": self.contacted_at is not None,
        }

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude in degrees, where they are known."""
        if self.longitude is None or self.latitude is None:
            return None
        return self.longitude, self.latitude
