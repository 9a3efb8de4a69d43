"""Texts that a unit uses again and again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit, User

LONGEST_NAME = 60
LONGEST = 1_000


class Use(models.TextChoices):
    """For which field a text is written."""

    REPLY = "reply", _("Reply to the resident")
    QUESTION = "question", _("Question to the resident")
    RESULT = "result", _("What was done")
    REASON = "reason", _("Reason for returning or refusing")
    DELAY = "delay", _("Reason for a longer time")
    NOTE = "note", _("Note for a unit")
    COMMENT = "comment", _("Comment among the staff")


class StandardTextQuerySet(models.QuerySet["StandardText"]):
    """Named reads of standard texts."""

    def in_use(self) -> StandardTextQuerySet:
        """Those not ended."""
        return self.filter(ended_at=None)


class StandardText(models.Model):
    """A text of a unit, in one language, for one kind of use."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="standard_texts")
    use = models.CharField(max_length=10, choices=Use.choices)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    name = models.CharField(max_length=LONGEST_NAME)
    text = models.CharField(max_length=LONGEST)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = StandardTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_text_of_a_name",
                fields=("unit", "use", "language", "name"),
                condition=models.Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.name
