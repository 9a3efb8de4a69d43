"""Keys of words that can be destroyed, what may not be erased yet, and what the nights erased."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.people.fields import SealedField


class RowKey(models.Model):
    """The key under which the journal's words about one record are sealed.

    It is sealed itself, with the newest key of the ring. Emptied, it is destroyed, and every copy
    of what it sealed is unreadable; the row stays and says since when.
    """

    # The record, named as the journal names it.
    kind = models.CharField(max_length=64, db_collation="C")
    key = models.CharField(max_length=64, db_collation="C")
    secret = SealedField(_("key"))
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("row key")
        verbose_name_plural = _("row keys")
        constraints = [
            models.UniqueConstraint(
                name="one_whole_key_for_a_record",
                fields=("kind", "key"),
                condition=Q(destroyed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class HoldQuerySet(models.QuerySet["Hold"]):
    """Named reads of holds."""

    def in_force(self, at: datetime) -> HoldQuerySet:
        """Those neither lifted nor run out."""
        return self.filter(lifted_at__isnull=True, until__gt=at)


class Hold(models.Model):
    """That a record is not erased although its time is over: why, by whom, until when.

    A lawsuit, a reconsideration or an audit may need it: what the law forbids to delete is kept,
    and nothing else is done with it (个人信息保护法 Art. 47).
    """

    kind = models.CharField(max_length=64, db_collation="C")
    key = models.CharField(max_length=64, db_collation="C")
    reason = SealedField(_("reason"), mask=str)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    until = models.DateTimeField()
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ("-placed_at", "-pk")
        indexes = [
            models.Index(
                name="hold_of_a_record",
                fields=("kind", "key"),
                condition=Q(lifted_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="hold_ends_after_it_begins", condition=Q(until__gt=F("placed_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class Run(models.Model):
    """What one night did to one kind of record. Counts, and nothing of what was erased."""

    kind = models.CharField(max_length=64)
    limit = models.CharField(max_length=32)
    at = models.DateTimeField()
    erased = models.PositiveIntegerField()
    held = models.PositiveIntegerField()
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("run of erasing")
        verbose_name_plural = _("runs of erasing")
        ordering = ("-at", "-pk")
        indexes = [models.Index(name="run_of_a_kind", fields=("kind", "-at"))]

    def __str__(self) -> str:
        return f"{self.kind}: {self.erased}"
