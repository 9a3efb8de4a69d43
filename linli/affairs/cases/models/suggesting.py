"""What linli read in the words of a case, what people decided, and the models that read."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import User


class TextModel(models.Model):
    """A model of categories that was fitted here, with what it was worth when it was.

    `content` is a file of `linli.text.classify.files`; it carries its own checksum, which
    `checksum` says once more. It was fitted on cases decided before `learned_until`, and measured
    on those from then until `fitted_at`.
    """

    version = models.CharField(max_length=40, unique=True)
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the content")
    content = models.BinaryField()
    rows = models.PositiveIntegerField(help_text="cases it was fitted on")
    categories = models.PositiveSmallIntegerField()
    learned_until = models.DateTimeField()
    fitted_at = models.DateTimeField()
    fitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_out = models.PositiveIntegerField(help_text="later cases it was measured on")
    macro_f1 = models.FloatField()
    right = models.FloatField(help_text="share right where it was sure")
    asked = models.FloatField(help_text="share left to a person")
    # The same of the model that was in use, on the same cases.
    rival = models.CharField(max_length=80)
    rival_macro_f1 = models.FloatField()
    rival_right = models.FloatField()
    rival_asked = models.FloatField()

    class Meta:
        ordering = ("-fitted_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="a_model_learns_before_it_is_measured",
                condition=Q(fitted_at__gte=F("learned_until")),
            )
        ]

    def __str__(self) -> str:
        return self.version


class ModelUse(models.Model):
    """From `at` on this model reads what is reported; None: the words that linli comes with.

    The newest row holds. Never changed or removed.
    """

    class Why(models.TextChoices):
        """What led to it."""

        LEARNED = "learned", _("It was no worse than the one before")
        CHOSEN = "chosen", _("Somebody chose it")

    model = models.ForeignKey(TextModel, null=True, on_delete=models.PROTECT, related_name="uses")
    why = models.CharField(max_length=8, choices=Why.choices)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="whoever_chooses_a_model_says_why",
                condition=Q(why="learned") | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.model_id or '–'}"


class Suggested(models.Model):
    """What one model suggested for a case. Codes and numbers of cases, no words.

    `offered`, the likeliest first: codes of categories, one of a place, or keys of cases.
    `sure`: the first reached the rule pack's confidence, so it was filled in. Never changed.
    """

    class What(models.TextChoices):
        """What was suggested."""

        CATEGORY = "category", _("Category")
        PLACE = "place", _("Place")
        SAME = "same", _("The same matter")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="suggested")
    what = models.CharField(max_length=8, choices=What.choices)
    version = models.CharField(max_length=80, help_text="of the model that said it")
    checksum = models.CharField(max_length=64, blank=True, help_text="of a fitted one's content")
    offered = ArrayField(models.CharField(max_length=20))
    probability = models.FloatField(help_text="of the first")
    sure = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "suggested"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="a_model_suggests_once", fields=("case", "what", "version")
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.what} {'/'.join(self.offered)}"


class Decided(models.Model):
    """What a person decided where something had been suggested. The newest row holds.

    `rank`: where the decision stood among what was offered, 1 the first; 0 where it did not.
    """

    class Stage(models.TextChoices):
        """Who decided."""

        REPORT = "report", _("Whoever reported it")
        TRIAGE = "triage", _("Triage")

    suggested = models.ForeignKey(Suggested, on_delete=models.CASCADE, related_name="decisions")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    code = models.CharField(max_length=20, blank=True, help_text="empty: none of them")
    rank = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "decided"
        ordering = ("pk",)
        indexes = [models.Index(name="decided_by_stage", fields=("stage", "at"))]

    def __str__(self) -> str:
        return f"{self.suggested_id}: {self.code or '–'}"


class Said(models.Model):
    """A case as the index of what was said before keeps it: numbers of words, none of the words.

    `row` is a packed report of `linli.text.similar`, empty where the case has left the index.
    `changed_in` is the transaction that wrote it, by which every process learns what is new.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="+")
    row = models.BinaryField()
    changed_in = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name_plural = "said"

    def __str__(self) -> str:
        return f"{self.case_id}: {len(self.row)} bytes"
