"""What the public may read of a case."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import User


class PublicWords(models.Model):
    """A text about a case that somebody read and approved for everybody; until it is withdrawn."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="public_words")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="one_public_text_of_a_case",
                fields=("case",),
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="public_words_are_withdrawn_by_somebody_after_they_were_approved",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("at"), withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.at:%Y-%m-%d}"
