"""Clocks in motion, their rests, and the time they were given on top."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.ground.org.models import User
from linli.matters.models.asking import Participation
from linli.matters.models.matter import Matter


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Named reads of deadlines."""

    def running(self) -> DeadlineQuerySet:
        """Clocks not yet stopped, paused ones among them."""
        return self.filter(met_at__isnull=True)

    def flagged(self) -> DeadlineQuerySet:
        """Running clocks that are late by far and were put before somebody, the longest first."""
        late = self.running().filter(flagged_at__isnull=False)
        return late.order_by("flagged_at", "pk")


class Deadline(models.Model):
    """A clock in motion: one of the flow's clocks, started on one matter."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="deadlines")
    participation = models.ForeignKey(
        Participation,
        null=True,
        on_delete=models.CASCADE,
        related_name="deadlines",
        db_index=False,
    )
    """The unit asked whose own clock this is; none for the clocks of the matter itself."""
    name = models.CharField(max_length=24)
    limit = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)
    rungs = models.PositiveSmallIntegerField(default=0)
    """How many rungs of the ladder are behind it: yellow, red, and those after red."""
    next_at = models.DateTimeField(null=True)
    """When the next rung is reached, if the clock goes on as it does."""
    flagged_at = models.DateTimeField(null=True)
    """Since when the clock is before those who supervise."""

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_clock_runs_once",
                fields=("matter", "name"),
                condition=Q(met_at__isnull=True, participation__isnull=True),
            ),
            models.UniqueConstraint(
                name="a_unit_asked_has_one_clock_of_a_name",
                fields=("participation", "name"),
                condition=Q(met_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="deadline_next",
                fields=("next_at",),
                condition=Q(met_at__isnull=True, paused=False, next_at__isnull=False),
            ),
            models.Index(
                name="deadline_flagged",
                fields=("flagged_at",),
                condition=Q(met_at__isnull=True, flagged_at__isnull=False),
            ),
            # Every line of a list asks whether one of its clocks is among them.
            models.Index(
                name="deadline_flagged_of",
                fields=("matter",),
                condition=Q(met_at__isnull=True, flagged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.name} → {self.due_at:%Y-%m-%d %H:%M}"


class Pause(models.Model):
    """A time in which a clock stood still: with a reason, an approver and a planned end."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=500)
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="pause_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="pause_ends_after_it_begins", condition=Q(until__gt=F("started_at"))
            ),
        ]
        indexes = [
            models.Index(name="pause_over", fields=("until",), condition=Q(ended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.reason}"


class Extension(models.Model):
    """A clock was given more time: from when until when, why, at whose word. Never changed."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="extensions")
    was_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    limit = models.CharField(max_length=32)
    """The time given, counted from `at`; a rest after that moves the end once more."""
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="an_extension_gives_time", condition=Q(due_at__gt=F("was_due_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} → {self.due_at:%Y-%m-%d %H:%M}"
