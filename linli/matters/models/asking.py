"""What the holder of a matter asks of others: a part of the work, or leave."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from linli.ground.org.models import Unit, User
from linli.matters.models.matter import GRID_DIGITS, Matter

PART = "_part"
"""What units are asked is counted as a kind of its own: that of the matter, with this behind it."""


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Named reads of participations."""

    def open(self) -> ParticipationQuerySet:
        """Those that are neither answered nor released."""
        return self.filter(answered_at__isnull=True, released_at__isnull=True)


class Participation(models.Model):
    """A unit asked by the holder to do its part; the holder answers for all (首接负责)."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="participations")
    task = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    release_reason = models.TextField(blank=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="a_unit_is_asked_one_thing_at_a_time",
                fields=("matter", "unit"),
                condition=Q(answered_at__isnull=True, released_at__isnull=True),
            ),
            models.CheckConstraint(
                name="answered_or_released",
                condition=Q(answered_at__isnull=True) | Q(released_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} ⇢ {self.unit_id}"

    @property
    def facts(self) -> dict[str, Any]:
        """By what figures count what the unit was asked: those of its matter, and its own kind.

        The place is the narrower one: a community's own within a task for the whole district.
        """
        own = self.unit.place_id
        inside = own.startswith(self.matter.place_id)
        place = {"place": own[:GRID_DIGITS]} if inside else {}
        kind, ended = f"{self.matter.kind}{PART}", not self.is_open
        return self.matter.facts | place | {"kind": kind, "due": 0, "ended": ended}

    @property
    def is_open(self) -> bool:
        """Whether the unit's answer is waited for."""
        return self.answered_at is None and self.released_at is None


class Application(models.Model):
    """What the holder may not decide alone, and asks leave for: more time, a rest, an end.

    Judged once, by somebody else; whoever reads statistics finds here who approved and why.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="applications")
    what = models.CharField(max_length=24)
    reason = models.TextField()
    plan = models.TextField(blank=True)
    until = models.DateField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="one_application_of_a_kind_waits",
                fields=("matter", "what"),
                condition=Q(judged_at__isnull=True),
            ),
            models.CheckConstraint(name="an_application_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.what}"
