"""What was passed to those who come with a siren."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import User


class Service(models.TextChoices):
    """Whom to call at once (北京市接诉即办工作条例 Art. 11)."""

    POLICE = "110", _("110 police")
    FIRE = "119", _("119 fire and rescue")
    AMBULANCE = "120", _("120 ambulance")
    TRAFFIC = "122", _("122 traffic police")
    GAS = "gas", _("Gas emergency line")
    WATER = "water", _("Water emergency line")
    POWER = "power", _("Power emergency line")


class EmergencyTransfer(models.Model):
    """An emergency passed to its service: to which, when, to whom, by whom."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="emergency_transfers")
    service = models.CharField(max_length=8, choices=Service.choices)
    told_at = models.DateTimeField()
    spoken_to = models.CharField(max_length=100)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case_id} → {self.service}"
