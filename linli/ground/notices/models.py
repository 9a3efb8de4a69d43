"""What was sent to people's phones, and the codes by which they sign in."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ground.people import masking
from linli.ground.people.fields import SealedField
from linli.ground.people.models import phone_hash


class Message(models.Model):
    """One message to one phone. Number and text are sealed: the text may hold a code or a name."""

    class Channel(models.TextChoices):
        """The way it goes."""

        SMS = "sms", _("SMS")

    channel = models.CharField(max_length=10, choices=Channel.choices)
    phone = SealedField(_("phone"), mask=masking.phone)
    phone_hash = models.BinaryField(max_length=32)
    text = SealedField(_("text"))
    # The record it tells of, named as the journal names it; empty for a code.
    about_kind = models.CharField(max_length=64, blank=True, db_collation="C")
    about_id = models.CharField(max_length=64, blank=True, db_collation="C")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(name="message_newest", fields=("-created_at", "-id")),
            models.Index(name="message_to", fields=("phone_hash", "-created_at")),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.phone}"


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    """Named reads of codes."""

    def sent_to(self, phone: str) -> OneTimeCodeQuerySet:
        """Those for this normalised number, the newest first; only the newest is good."""
        return self.filter(phone_hash=phone_hash(phone)).order_by("-created_at", "-pk")


class OneTimeCode(models.Model):
    """A code that proves, for some minutes, that somebody reads the messages of a phone.

    Only keyed hashes are kept: who has the database alone can try out no code.
    """

    phone_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [models.Index(name="code_newest", fields=("phone_hash", "-created_at"))]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be used, attempts left aside."""
        return self.used_at is None and at < self.expires_at
