"""What a community refused: a report of a violation to the district's group."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.admission.models.admission import Subject
from linli.affairs.admission.models.task import Task
from linli.ground.org.models import Unit
from linli.matters.models import Matter


class RefusalState(models.TextChoices):
    """Where the report of a refusal stands."""

    REFUSED = "refused_by_community", _("Refused by the community")
    UPHELD = "upheld", _("The community was right")
    DISMISSED = "dismissed", _("The community was not right")
    TAKEN_BACK = "taken_back", pgettext_lazy("refusal", "Taken back")


class Ground(models.TextChoices):
    """Why a community refuses."""

    NOT_ADMITTED = "not_admitted", _("There is no admitted item for it")
    PROHIBITED = "prohibited", _("It is on the list of what nobody may ask")
    BEYOND = "beyond", _("It goes beyond the admitted item")
    NO_MONEY = "no_money", _("The money for it has not come")
    KNOWN = "known", _("It asks for what linli has already")
    NO_TIME = "no_time", _("The time for it is too short")
    OFF_LIST = "off_list", _("The certificate is on no list")


class Way(models.TextChoices):
    """How the community was asked."""

    TASK = "task", _("By a task in linli")
    PAPER = "paper", _("By a document")
    MEETING = "meeting", _("In a meeting")
    PHONE = "phone", _("By telephone")
    CHAT = "chat", _("In a chat group")
    SYSTEM = "system", _("In another system")


class Refusal(Matter):
    """A community's refusal of what a department asked of it; its place is the community."""

    department = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="refused")
    community = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="refusals")
    subject = models.CharField(max_length=12, choices=Subject.choices)
    way = models.CharField(max_length=8, choices=Way.choices)
    ground = models.CharField(max_length=16, choices=Ground.choices)
    text = models.TextField()
    asked_on = models.DateField()
    refused_task = models.ForeignKey(
        Task, null=True, on_delete=models.PROTECT, related_name="refusals"
    )
    ruling = models.TextField(blank=True)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        constraints = [
            models.CheckConstraint(
                name="a_refused_task_came_as_a_task",
                condition=(Q(refused_task__isnull=True) & ~Q(way="task"))
                | Q(refused_task__isnull=False, way="task"),
            )
        ]
