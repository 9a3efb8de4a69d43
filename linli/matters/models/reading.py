"""Up to where somebody of the staff has read."""

from __future__ import annotations

from django.db import models

from linli.ground.org.models import User
from linli.matters.models.matter import Matter


class Reading(models.Model):
    """What the journal tells of a matter is read by one person up to this entry.

    Without a matter: of all matters. Nobody has a row for what they never opened.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    matter = models.ForeignKey(
        Matter, null=True, on_delete=models.CASCADE, related_name="readings", db_index=False
    )
    upto = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_reading_of_a_matter", fields=("user", "matter"), nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.matter_id or '…'} ≤ {self.upto}"
