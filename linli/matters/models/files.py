"""What lies in the store: contents, each once, each under a key of its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ground.people import masking
from linli.ground.people.fields import SealedField


class Blob(models.Model):
    """A content that is kept: encrypted in the store, found again by a keyed digest.

    Its key lies here, sealed by the key ring. Without this row nobody reads the content, wherever
    copies of it are.
    """

    class Scan(models.TextChoices):
        """What the scanner for harmful content says."""

        NONE = "none", _("Not scanned")
        WAITING = "waiting", _("Waiting for the scan")
        CLEAN = "clean", _("Scanned, nothing found")
        REFUSED = "refused", _("Refused by the scan")

    digest = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=40, unique=True, help_text="in the store")
    key = SealedField(mask=masking.everything)
    size = models.PositiveIntegerField(help_text="bytes")
    has_preview = models.BooleanField(default=False)
    scan = models.CharField(max_length=8, choices=Scan.choices, default=Scan.NONE)
    finding = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                name="blob_to_scan", fields=("created_at",), condition=models.Q(scan="waiting")
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_read(self) -> bool:
        """Whether it may leave the store: not before a scan that is asked for, nor after a find."""
        return self.scan in (self.Scan.NONE, self.Scan.CLEAN)
