"""The one thing the portal keeps: how often a door was tried."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often something was tried, until `ends_at`; what it was is a keyed hash."""

    key = models.BinaryField(max_length=32, primary_key=True)
    tries = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tallies"
        indexes = [models.Index(name="tally_over", fields=("ends_at",))]

    def __str__(self) -> str:
        return f"{self.tries} until {self.ends_at:%Y-%m-%d %H:%M}"
