"""Where ratings came from, which of them came together, and what somebody found who checked it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import FollowUp
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place


class Door(models.Model):
    """Through which door a rating came, as keyed digests from which nothing can be read.

    They are good for one question only, whether two ratings came from the same device or address
    range, and are deleted after `privacy.keep.ratings`.
    """

    follow_up = models.OneToOneField(FollowUp, on_delete=models.CASCADE, related_name="door")
    browser = models.BinaryField(max_length=16)
    machine = models.BinaryField(max_length=16)
    network = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("source of a rating")
        verbose_name_plural = _("sources of ratings")
        indexes = [models.Index(name="rating_door_at", fields=("at",))]

    def __str__(self) -> str:
        return f"{self.follow_up_id}"


class FindingQuerySet(models.QuerySet["Finding"]):
    """Named reads of findings."""

    def open(self) -> FindingQuerySet:
        """Those that nobody has checked yet."""
        return self.filter(checks=None)


class Finding(models.Model):
    """Best ratings that came together. It says what to check, and nothing about anybody.

    Deleted after `privacy.keep.findings`, with its rows and checks.
    """

    class Kind(models.TextChoices):
        """What the ratings have in common."""

        DEVICE = "device", _("From one device")
        NETWORK = "network", _("From one address range")
        QUICK = "quick", _("Within seconds of being asked")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    district = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", help_text="that most of them rate"
    )
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    people = models.PositiveIntegerField(help_text="who rated")
    # The thresholds in force when it was found: fewest, minutes, best.
    rule = models.JSONField()
    found_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ratings to check")
        verbose_name_plural = _("ratings to check")
        ordering = ("-last_at", "-pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.first_at:%Y-%m-%d}"


class FindingRow(models.Model):
    """A rating in a finding; of each kind it is in one at most."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=8, choices=Finding.Kind.choices)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    seconds = models.PositiveIntegerField(null=True, help_text="after being asked")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_rating_is_found_once_of_each_kind", fields=("kind", "follow_up")
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} ← {self.follow_up_id}"


class Check(models.Model):
    """What somebody found who looked at the rows. A later check stands beside the earlier one."""

    class Result(models.TextChoices):
        """What came of it."""

        SOLICITED = "solicited", _("Ratings were asked for")
        FINE = "fine", _("Nothing wrong")
        UNCLEAR = "unclear", _("Cannot be told")

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="checks")
    result = models.CharField(max_length=9, choices=Result.choices)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(name="a_check_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id}: {self.result}"
