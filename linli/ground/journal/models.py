"""The journal's rows."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import label_of


def address(thing: models.Model) -> tuple[str, str]:
    """How the journal names a record: its model's label and its key.

    A kind of matter is named as the matter that it is, so that each matter has one chain.
    """
    meta = thing._meta
    base = meta.all_parents[-1]._meta if meta.all_parents else meta
    return base.label_lower, str(thing.pk)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Named reads of the journal."""

    def about(self, thing: models.Model) -> EntryQuerySet:
        """What happened to this record, oldest first."""
        kind, key = address(thing)
        return self.filter(about_kind=kind, about_id=key).order_by("seq")


class Entry(models.Model):
    """One thing that happened. Never changed, never removed."""

    event = models.CharField(max_length=64)
    about_kind = models.CharField(max_length=64, db_collation="C")
    about_id = models.CharField(max_length=64, db_collation="C")
    seq = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries"
    )
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    data = models.JSONField(encoder=DjangoJSONEncoder)
    digest = models.BinaryField(max_length=32)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                name="one_entry_at_a_place_of_the_chain", fields=("about_kind", "about_id", "seq")
            )
        ]
        indexes = [models.Index(name="entry_recorded", fields=("recorded_at",))]

    def __str__(self) -> str:
        return f"{self.about_kind}:{self.about_id} #{self.seq} {self.event}"

    @property
    def label(self) -> str:
        """What happened, in the reader's language."""
        return label_of(self.event)


class Delivery(models.Model):
    """What became of one entry at one handler; done at most once."""

    class State(models.TextChoices):
        """A parked delivery waits for a person."""

        DONE = "done", _("Done")
        FAILING = "failing", _("Failing, will be tried again")
        PARKED = "parked", _("Parked")

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices)
    attempts = models.PositiveSmallIntegerField(default=1)
    error = models.TextField(blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(name="one_delivery_for_a_handler", fields=("entry", "handler"))
        ]
        indexes = [
            models.Index(
                name="delivery_parked", fields=("updated_at",), condition=models.Q(state="parked")
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.handler}: {self.state}"

    @property
    def error_line(self) -> str:
        """The last line of the error, which says what was wrong."""
        return (self.error.strip().splitlines() or [""])[-1]


class DailyRoot(models.Model):
    """One digest over every entry recorded on a day: what the open affairs publish."""

    day = models.DateField(unique=True)
    entries = models.PositiveBigIntegerField()
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day}: {bytes(self.digest).hex()}"
