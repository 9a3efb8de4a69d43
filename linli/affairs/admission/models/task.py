"""A task that a department or a street hands to communities, under an admitted item."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.admission.models.admission import Admission
from linli.ground.org.models import Unit, User
from linli.matters.models import Matter, Participation


class TaskState(models.TextChoices):
    """Where a task stands; how far each community is, its part says."""

    HANDED_OUT = "handed_out", _("Handed out")
    FINISHED = "finished", pgettext_lazy("task", "Finished")
    CALLED_OFF = "called_off", pgettext_lazy("task", "Called off")


class Task(Matter):
    """Work of one kind for one or many communities; each has its part (`Participation`).

    A trigger of the database refuses a task without an admitted item of its department that is in
    force on the day it is handed out, and a form that is none (migration 0002).
    """

    item = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="tasks")
    form = models.ForeignKey(
        Admission, null=True, on_delete=models.PROTECT, related_name="tasks_with_form"
    )
    """The admitted form or ledger that is to be filled in, besides what the item itself is."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="tasks_handed_out")
    content = models.TextField()
    evidence = models.TextField()
    answer_by = models.DateField()
    hours = models.PositiveSmallIntegerField()
    """Person-hours that it takes of each community, as whoever hands it out reckons."""

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")

    @property
    def facts(self) -> dict[str, Any]:
        """Besides: the person-hours that it takes of each community."""
        return super().facts | {"hours": self.hours}


class Report(models.Model):
    """What a community has reported of its part, with the person-hours that it really took."""

    part = models.OneToOneField(
        Participation, primary_key=True, on_delete=models.CASCADE, related_name="report"
    )
    hours = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.part_id}: {self.hours}"


class Acceptance(models.Model):
    """Whether what a community reported was accepted, or returned for a reason."""

    part = models.OneToOneField(
        Participation, primary_key=True, on_delete=models.CASCADE, related_name="acceptance"
    )
    accepted = models.BooleanField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_is_returned_has_a_reason",
                condition=Q(accepted=True) | ~Q(note=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.accepted}"
