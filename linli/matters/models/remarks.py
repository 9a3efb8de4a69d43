"""What people add to a matter: files and words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.matters.models.asking import Participation
from linli.matters.models.files import Blob
from linli.matters.models.matter import Matter


class Attachment(models.Model):
    """A photo, document, recording or film of a matter; its content is a blob of the store.

    Without a blob it was erased. The public copy of a photo exists once somebody has looked.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    seconds = models.PositiveSmallIntegerField(null=True, help_text="of a film or recording")
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="attachments")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    stage = models.CharField(
        max_length=8, choices=[("before", _("Before")), ("after", _("After"))], default="before"
    )
    public_copy = models.ForeignKey(
        Blob, null=True, on_delete=models.PROTECT, related_name="public_copies"
    )
    public_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    public_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="somebody_has_looked_at_what_is_public",
                condition=models.Q(public_copy__isnull=True)
                | models.Q(public_by__isnull=False, public_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a browser shows it as a picture."""
        return self.content_type.startswith("image/")

    @property
    def is_film(self) -> bool:
        """Whether a browser plays it as a film."""
        return self.content_type.startswith("video/")

    @property
    def is_recording(self) -> bool:
        """Whether a browser plays it as sound."""
        return self.content_type.startswith("audio/")

    @property
    def may_be_read(self) -> bool:
        """Whether it is there and has passed the scan."""
        return self.blob is not None and self.blob.may_be_read

    @property
    def why_not(self) -> str:
        """Why it cannot be read, in the reader's language."""
        return str(self.blob.get_scan_display()) if self.blob else gettext("Erased")


class Comment(models.Model):
    """Something said about a matter, among the staff or to the resident."""

    class Audience(models.TextChoices):
        """Who reads the comment."""

        INTERNAL = "internal", _("Staff only")
        REPORTER = "reporter", _("Also the resident")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience.choices)
    participation = models.ForeignKey(
        Participation, null=True, on_delete=models.CASCADE, related_name="thread"
    )

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:40]
