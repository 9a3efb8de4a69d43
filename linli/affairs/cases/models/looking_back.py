"""Looking at a closed case again, months later (回头看)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.ground.places.models import Place


class Finding(models.TextChoices):
    """What was found."""

    HOLDS = "holds", _("It holds")
    RECURS = "recurs", _("It is there again")


class LookBack(models.Model):
    """Somebody who did not handle the case shall see whether its result still holds."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="look_backs")
    draw = models.ForeignKey("Draw", null=True, on_delete=models.PROTECT, related_name="look_backs")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    limit = models.CharField(max_length=32)
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    rungs = models.PositiveSmallIntegerField(default=0, help_text="of the ladder, behind it")
    next_at = models.DateTimeField(null=True, help_text="when the next rung is reached")
    finding = models.CharField(max_length=8, blank=True, choices=Finding.choices)
    text = models.TextField(blank=True)
    found_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due_at", "pk")
        indexes = [
            models.Index(
                name="look_back_next", fields=("next_at",), condition=Q(found_at__isnull=True)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_open_look_back_at_a_case",
                fields=("case",),
                condition=Q(found_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_finding_has_a_finder",
                condition=Q(finding="", found_at__isnull=True, found_by__isnull=True)
                | ~Q(finding="") & Q(found_at__isnull=False, found_by__isnull=False),
            ),
            models.CheckConstraint(
                name="look_back_is_due_after_it_is_asked",
                condition=Q(due_at__gte=F("asked_at")),
            ),
        ]

    name = "look_back"
    """Under which the ladder of the rule pack has it, as if it were a clock of the flow."""

    def __str__(self) -> str:
        return f"{self.case_id}: {self.finding or '–'}"


class Draw(models.Model):
    """A share of closed cases, drawn by chance; the seed lets anybody draw the same again.

    For a sample it is a share of the reporters. A period in which there were none has a row too:
    so it is known that it was not passed over.
    """

    class Purpose(models.TextChoices):
        """What the cases were drawn for."""

        LOOK_BACK = "look_back", _("Look back")
        SAMPLE = "sample", _("Ask the reporters again")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    closed_from = models.DateField()
    closed_to = models.DateField()
    share = models.PositiveSmallIntegerField(help_text="per cent of the cases, in each community")
    seed = models.CharField(max_length=40)
    cases = models.PositiveIntegerField(help_text="how many there were to draw from")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the numbers drawn from")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="a_period_is_drawn_from_once",
                fields=("purpose", "place", "closed_from", "closed_to"),
            ),
            models.CheckConstraint(
                name="a_period_ends_after_it_begins",
                condition=Q(closed_to__gt=F("closed_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.place_id} {self.closed_from}"


class Sampled(models.Model):
    """A reporter of a case, who is asked again by another unit than the first time."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="sampled")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sampled")
    reporter = models.ForeignKey(
        Resident, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text="calls in vain")
    tried_at = models.DateTimeField(null=True)
    call_again_at = models.DateTimeField(null=True, help_text="asked for in the last call")
    answer = models.OneToOneField(
        "FollowUp", null=True, on_delete=models.PROTECT, related_name="sampled"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "sampled"
        constraints = [
            models.UniqueConstraint(
                name="a_reporter_is_drawn_once", fields=("draw", "case", "reporter")
            )
        ]

    def __str__(self) -> str:
        return f"{self.draw_id}: {self.case_id}"
