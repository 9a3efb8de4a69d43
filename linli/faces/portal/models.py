"""What the portal keeps: how often a door was tried, and what goes on around, counted."""

from __future__ import annotations

from django.db import models

from linli.ground.places.models import Place


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


class Around(models.Model):
    """The open cases of a district in groups as everybody may see them, counted a moment ago.

    `groups` are lists of place, category and number (`nearby.Group`).
    """

    district = models.OneToOneField(
        Place, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    groups = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "around"

    def __str__(self) -> str:
        return f"{self.district_id} at {self.at:%Y-%m-%d %H:%M}"
