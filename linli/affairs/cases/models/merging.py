"""Cases of the same matter, put together and taken apart again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import User
from linli.matters.models import Deadline


class Merger(models.Model):
    """A case became part of another; until it is split off again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mergers")
    lead = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="absorbed")
    state = models.CharField(max_length=24, help_text="before the merger")
    repeat = models.BooleanField(help_text="whether the same person had reported the lead")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    split_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    split_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="a_case_is_part_of_one_other",
                fields=("case",),
                condition=Q(split_at__isnull=True),
            ),
            models.CheckConstraint(
                name="split_after_it_was_merged",
                condition=Q(split_at__isnull=True) | Q(split_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.lead_id}"


class Shortened(models.Model):
    """A clock of a lead case that took over the earlier deadline of a case merged into it.

    It keeps what the clock was by itself, to be given back when that case is split off.
    """

    deadline = models.OneToOneField(Deadline, on_delete=models.CASCADE, related_name="shortened")
    started_at = models.DateTimeField()
    limit = models.CharField(max_length=32)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.deadline_id} ← {self.due_at:%Y-%m-%d %H:%M}"
