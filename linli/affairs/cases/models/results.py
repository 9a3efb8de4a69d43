"""What the handling came to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import Unit, User


class Outcome(models.TextChoices):
    """What the handling came to, as the handler says."""

    SOLVED = "solved", _("Solved")
    EXPLAINED = "explained", _("Explained: nothing more can be done")
    PLANNED = "planned", _("Planned, with a date")


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
