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


class Incident(models.Model):
    """Personal data that leaked, was changed or lost, or may have been (个人信息保护法 Art. 57)."""

    # The place for which whoever recorded it answers: there and above it is seen.
    area = models.CharField(max_length=15, db_collation="C")
    found_at = models.DateTimeField()
    # Until when the authority has to know; the hours are in the rule pack.
    report_by = models.DateTimeField()
    what = models.TextField(_("What happened, and why"))
    kinds = models.CharField(_("What kinds of data"), max_length=200)
    people = models.PositiveIntegerField(_("How many people"), null=True)
    harm = models.TextField(_("What harm it may do"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ("-found_at", "-pk")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Step(models.Model):
    """A measure taken in an incident, or who was told of it, or why people were not."""

    class Kind(models.TextChoices):
        """What was done."""

        MEASURE = "measure", _("Measure against it")
        AUTHORITY = "authority", _("Told the authority")
        PEOPLE = "people", _("Told the people concerned")
        NOT_PEOPLE = "not_people", _("Did not tell the people: the harm is averted")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    words = models.TextField(_("What exactly"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of an incident")
        verbose_name_plural = _("steps of an incident")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.get_kind_display()


class Assessment(models.Model):
    """An impact assessment, before data is handled that way (个人信息保护法 Art. 55, 56)."""

    class Occasion(models.TextChoices):
        """Why the law asks for one."""

        SENSITIVE = "sensitive", _("Sensitive personal data")
        AUTOMATED = "automated", _("Automated decisions")
        OTHERS = "others", _("Entrusted or given to others, or published")
        ABROAD = "abroad", _("Given abroad")
        GRAVE = "grave", _("Another grave effect on people")

    area = models.CharField(max_length=15, db_collation="C")
    title = models.CharField(_("What is planned"), max_length=120)
    occasion = models.CharField(_("Why it is assessed"), max_length=12, choices=Occasion.choices)
    purpose = models.TextField(_("Are purpose and manner lawful, legitimate and necessary?"))
    impact = models.TextField(_("What effect on people, and what risk?"))
    measures = models.TextField(_("Are the protections lawful, effective and fit for the risk?"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.title


class Exchange(models.Model):
    """That data went to somebody on one day, by one way (网络数据安全管理条例 Art. 12)."""

    class Way(models.TextChoices):
        """How it went."""

        EXPORT = "export", _("File taken out")
        API = "api", _("Read through the API")
        WEBHOOK = "webhook", _("Sent by a webhook")

    class What(models.TextChoices):
        """What it told of."""

        CASES = "cases", _("Cases, without the names of who reported them")
        LIST = "list", _("Matters of every kind, as the list shows them")
        EVENTS = "events", _("What happened to cases, by their numbers")

    day = models.DateField()
    way = models.CharField(max_length=8, choices=Way.choices)
    # The user, the service account or the host; never a person whom the data is about.
    recipient = models.CharField(max_length=200)
    what = models.CharField(max_length=16, choices=What.choices)
    # Records, where they are counted; reads through the API are not.
    count = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("exchange of data")
        verbose_name_plural = _("exchanges of data")
        ordering = ("-last_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="an_exchange_a_day", fields=("day", "way", "recipient", "what")
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.recipient}"
