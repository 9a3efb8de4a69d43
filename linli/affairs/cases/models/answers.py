"""What the reporter says of the handling."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import User


class Satisfaction(models.IntegerChoices):
    """The reporter's answer on five levels."""

    VERY_SATISFIED = 5, _("Very satisfied")
    SATISFIED = 4, _("Satisfied")
    FAIR = 3, _("Fair")
    DISSATISFIED = 2, _("Dissatisfied")
    VERY_DISSATISFIED = 1, _("Very dissatisfied")


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
