"""Matters that are sealed (封存): kept whole, and seen by few."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.ground.org.models import User
from linli.matters.models.matter import Matter


class SealQuerySet(models.QuerySet["Seal"]):
    """Named reads of seals."""

    def standing(self) -> SealQuerySet:
        """The seals that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)


class Seal(models.Model):
    """A matter is out of sight of everybody but those whom its kind names, until it is lifted.

    Why stands in the remarks of the matter, which are as much out of sight.
    """

    matter = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="seals", db_index=False
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_matter_has_one_seal",
                fields=("matter",),
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_seal_is_lifted_after_it_is_set",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__gte=F("at"), lifted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} ▣ {self.at:%Y-%m-%d}"
