"""What is made known of supervision in an area: drawn up from the rows, approved by a person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from linli.affairs.supervision.models.supervision import State, Step, Supervision
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place


class Bulletin(models.Model):
    """A bulletin (通报) on the supervision of a period in an area; never changed once published."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    foreword = models.TextField(blank=True)
    is_public = models.BooleanField()
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="correction"
    )
    reason = models.TextField(blank=True)
    """Why it corrects another."""

    class Meta:
        ordering = ("-drafted_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="a_bulletin_is_approved_by_another", condition=~Q(published_by=F("drafted_by"))
            ),
            models.CheckConstraint(
                name="a_bulletin_has_a_period", condition=Q(last__gte=F("first"))
            ),
            models.CheckConstraint(
                name="a_correction_says_why", condition=Q(corrects__isnull=True) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.first} – {self.last}"


class Line(models.Model):
    """One supervision as a bulletin tells it, as it stood when the bulletin was drawn up."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="lines")
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=12, choices=Step.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    late = models.BooleanField()
    """Whether the unit answered after its time, or not at all."""
    text = models.TextField(blank=True)
    """What was demanded, without names, phones and addresses."""

    class Meta:
        ordering = ("unit__code", "pk")

    def __str__(self) -> str:
        return f"{self.bulletin_id}: {self.supervision_id}"
