"""Cases and what belongs to them alone."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit, User
from linli.ground.people.models import Resident
from linli.ground.places.models import Place
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
    FINISHED = "finished", _("Finished, to be verified")
    VERIFIED = "verified", _("Verified, to be rated")
    CLOSED = "closed", _("Closed")


class DeclineReason(models.TextChoices):
    """The lawful reasons for not accepting (北京市接诉即办工作条例 Art. 11; 潍坊条例 Art. 19)."""

    EMERGENCY_SERVICE = "emergency_service", _("Belongs to 110, 119, 120 or 122")
    OTHER_LEGAL_ROUTE = "other_legal_route", _("Has a legal route of its own")
    NO_NEW_FACTS = "no_new_facts", _("The same matter again, without new facts")
    SECRET_OR_PRIVATE = "secret_or_private", _("Concerns secrets or somebody's privacy")
    OUTSIDE_DUTY = "outside_duty", _("Not within the duties of government")
    UNLAWFUL = "unlawful", _("Against the law or public order")
    CONCLUDED = "concluded", _("Already lawfully concluded")


class Outcome(models.TextChoices):
    """What the handling came to, as the handler says."""

    SOLVED = "solved", _("Solved")
    EXPLAINED = "explained", _("Explained: nothing more can be done")
    PLANNED = "planned", _("Planned, with a date")


class Level(models.TextChoices):
    """The level of the ladder at which a case was settled (小事不出网格,大事不出社区)."""

    GRID = "grid", _("Grid")
    COMMUNITY = "community", _("Community")
    STREET = "street", _("Street")
    DEPARTMENT = "department", _("Department")
    DISTRICT = "district", _("District")


class Satisfaction(models.IntegerChoices):
    """The reporter's answer on five levels."""

    VERY_SATISFIED = 5, _("Very satisfied")
    SATISFIED = 4, _("Satisfied")
    FAIR = 3, _("Fair")
    DISSATISFIED = 2, _("Dissatisfied")
    VERY_DISSATISFIED = 1, _("Very dissatisfied")


class Category(models.Model):
    """A category of the 12345 standard: 2, 4 or 6 digits, the parent being the shorter code."""

    code = models.CharField(
        primary_key=True,
        max_length=6,
        db_collation="C",
        validators=[RegexValidator(r"^\d{2}(\d{2}(\d{2})?)?$")],
    )
    name = models.CharField(max_length=60)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def codes(self) -> list[str]:
        """The category's own code and those above it, the most special first."""
        return [self.code[:length] for length in (6, 4, 2) if length <= len(self.code)]


class DispatchRuleQuerySet(models.QuerySet["DispatchRule"]):
    """Named reads of the dispatch catalogue."""

    def in_force(self, on: date) -> DispatchRuleQuerySet:
        """Rules that hold on this day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=on))


class DispatchRule(models.Model):
    """A line of the dispatch catalogue: what (category), where (place), to whom.

    It names a unit, or a level of the ladder; then the unit that answers for the place of the case
    at that level is meant. Never edited: a change ends the line and begins another.
    """

    category_code = models.CharField(max_length=6, blank=True, db_collation="C")
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    level = models.CharField(max_length=12, blank=True, choices=Level.choices)
    note = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True, help_text="empty: since ever")
    valid_to = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DispatchRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rule_names_a_unit_or_a_level",
                condition=Q(unit__isnull=False, level="") | Q(unit__isnull=True) & ~Q(level=""),
            ),
            models.CheckConstraint(
                name="rule_ends_after_it_begins",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="one_open_rule_for_a_thing_at_a_place",
                fields=("category_code", "place"),
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_code or '*'} · {self.place_id} → {self.unit or self.level}"


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
        ]


class Result(models.Model):
    """What a handler reports as done; one row each time a case is finished."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="results")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="results")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    text = models.TextField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.outcome}"


class FollowUp(models.Model):
    """The reporter's three answers: contacted, solved, satisfied (接诉即办条例 Art. 32)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reached = models.BooleanField(default=True)
    contacted = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    satisfaction = models.PositiveSmallIntegerField(
        null=True,
        choices=Satisfaction.choices,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="who_was_reached_answered_all_three",
                condition=Q(reached=False, satisfaction__isnull=True)
                | Q(
                    reached=True,
                    contacted__isnull=False,
                    solved__isnull=False,
                    satisfaction__isnull=False,  # a check lets through what is unknown
                    satisfaction__range=(1, 5),
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.satisfaction or '–'}"
