"""What the reporter says of the handling."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import User
from linli.ground.people.models import Resident


class Satisfaction(models.IntegerChoices):
    """The reporter's answer on five levels."""

    VERY_SATISFIED = 5, _("Very satisfied")
    SATISFIED = 4, _("Satisfied")
    FAIR = 3, _("Fair")
    DISSATISFIED = 2, _("Dissatisfied")
    VERY_DISSATISFIED = 1, _("Very dissatisfied")


class Mode(models.TextChoices):
    """How the answers came."""

    PORTAL = "portal", _("On the reporter's own page")
    LINK = "link", _("By the link in a message")
    PHONE = "phone", _("Over the phone")
    COUNTER = "counter", _("At the counter")
    SAMPLE = "sample", _("Asked again for a sample")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Named reads of answers."""

    def ordinary(self) -> FollowUpQuerySet:
        """What was asked of everybody; the samples are an audit of it and stand apart."""
        return self.exclude(mode=Mode.SAMPLE)


class FollowUp(models.Model):
    """One reporter's three answers: contacted, solved, satisfied (接诉即办条例 Art. 32).

    Or, where `reached` is not true, an attempt to get them. A case into which others are merged
    has a row for each of its reporters.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    reporter = models.ForeignKey(
        Resident, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    mode = models.CharField(max_length=8, choices=Mode.choices, db_default=Mode.PORTAL)
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
    # Reached, but asks to be called at another time: no call in vain.
    call_again_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

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
            ),
            models.CheckConstraint(
                name="who_is_to_be_called_again_has_not_answered",
                condition=Q(call_again_at__isnull=True)
                | Q(reached=False, call_again_at__gt=models.F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.satisfaction or '–'}"


class Call(models.Model):
    """Somebody has taken a reporter from the queue to call them; it ends by itself."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="calls")
    reporter = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_reporter_has_one_caller", fields=("case", "reporter")),
            models.UniqueConstraint(name="a_caller_calls_one_reporter", fields=("by",)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ← {self.by_id}"
