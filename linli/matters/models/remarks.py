"""What people add to a matter: files and words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.matters.models.asking import Participation
from linli.matters.models.matter import Matter


class Attachment(models.Model):
    """A photo or document of a matter; its content lies in a file named by its digest."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    stage = models.CharField(
        max_length=8, choices=[("before", _("Before")), ("after", _("After"))], default="before"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a browser shows it as a picture."""
        return self.content_type.startswith("image/")


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
