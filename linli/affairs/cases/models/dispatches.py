"""Why a case came to a unit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.affairs.cases.models.case import Case
from linli.affairs.cases.models.catalogue import DispatchRule
from linli.affairs.cases.models.editions import CatalogueEdition
from linli.ground.org.models import Unit, User


class Dispatch(models.Model):
    """A case was given to a unit by a dispatcher: as the catalogue says, or otherwise.

    `rule` is the line that named `suggested` at that moment, in `edition` of the catalogue (empty:
    as it was set up). `role` is the role in which somebody decided, `reason` why they chose
    otherwise. `returned_at`: the unit gave the case back.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dispatches")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    suggested = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rule = models.ForeignKey(
        DispatchRule, null=True, on_delete=models.PROTECT, related_name="dispatches"
    )
    edition = models.ForeignKey(
        CatalogueEdition, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    role = models.CharField(max_length=32)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "dispatches"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="a_suggested_unit_comes_from_a_rule",
                condition=Q(suggested__isnull=True) | Q(rule__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.unit_id}"

    @property
    def by_the_catalogue(self) -> bool:
        """Whether the case went where the catalogue says."""
        return self.suggested_id is not None and self.suggested_id == self.unit_id
