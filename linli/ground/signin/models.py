"""Who is signed in where, who was refused how often, and which passwords are used up."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.people.sealed import SealedTexts, also_sealed

CONTEXT = "signin.factor"
"""What the sealed secret of a second factor is bound to: it opens nowhere else."""

also_sealed(SealedTexts(Authenticator, "data", ("secret", "seed", "migrated_codes"), CONTEXT))


class Session(AbstractBaseSession):
    """A browser that is signed in, or was here; the rest of it is Django's own."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sign_ins")
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The store that reads and writes these rows."""
        return import_module(settings.SESSION_ENGINE).SessionStore


class AttemptsQuerySet(models.QuerySet["Attempts"]):
    """Named reads of attempts."""

    def locked_at(self, at: datetime) -> AttemptsQuerySet:
        """What is locked at this moment."""
        return self.filter(locked_until__gt=at)


class Attempts(models.Model):
    """The failed attempts under one user name, with one user's codes, or from one address.

    Only a keyed hash of the name or address is kept: what people type there by mistake is often
    a password.
    """

    class Kind(models.TextChoices):
        """What the attempts have in common."""

        NAME = "name", _("User name")
        CODE = "code", _("Second factor")
        ADDRESS = "address", _("Network address")

    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.BinaryField(max_length=32)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="attempts")
    # The address without its last part; empty for a name.
    shown = models.CharField(max_length=48, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    objects = AttemptsQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed attempts")
        verbose_name_plural = _("failed attempts")
        constraints = [
            models.UniqueConstraint(name="attempts_counted_once", fields=("kind", "key"))
        ]

    def __str__(self) -> str:
        return str(self.user or self.shown or self.get_kind_display())

    def is_locked(self, at: datetime) -> bool:
        """Whether nobody comes in this way at this moment."""
        return self.locked_until is not None and at < self.locked_until


class FormerPassword(models.Model):
    """The hash of a password that was in use before, so that it is not used again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords")
    encoded = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("-replaced_at", "-pk")

    def __str__(self) -> str:
        return f"{self.user} {self.replaced_at:%Y-%m-%d}"
