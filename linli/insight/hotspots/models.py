"""Hot topics, the cases that speak of them, and rises above the usual level."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Case
from linli.ground.org.models import Unit
from linli.ground.places.models import Place


class Topic(models.Model):
    """What many people speak of. It keeps its key from one run to the next.

    `heat` is that of all its cases at `seen_at`, by which the topics are put in order; what a
    reader is shown is counted from the cases they may see. `is_current`: found by the last run.
    """

    name = models.CharField(max_length=60)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    heat = models.FloatField()
    is_current = models.BooleanField(default=True)
    # What was opened because of it, before more complained (北京市接诉即办工作条例 Art. 25).
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="+")
    # The topic of a month (每月一题, Art. 24), by its first day, and who leads it.
    month = models.DateField(null=True)
    lead_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("hot topic")
        verbose_name_plural = _("hot topics")
        constraints = [
            models.CheckConstraint(
                name="a_topic_of_a_month_has_a_lead",
                condition=Q(month=None, lead_unit=None)
                | Q(month__isnull=False, lead_unit__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="topic_current", fields=("place",), condition=Q(is_current=True)),
        ]

    def __str__(self) -> str:
        return self.name


class TopicCase(models.Model):
    """A case that speaks of a topic; of one at a time."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="cases")
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="in_topic")

    def __str__(self) -> str:
        return f"{self.topic_id} ← {self.case_id}"


class Reading(models.Model):
    """Up to which case the topics of a district were looked for, and when."""

    district = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="+")
    newest = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.district_id}: {self.newest}"


class Rise(models.Model):
    """More cases than usual at a place, in the `days` that end with `on`.

    `category` is the beginning of a code, or "" for all. `chance`: the probability of so many or
    more where nothing has changed.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=6, blank=True)
    on = models.DateField()
    days = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    expected = models.FloatField()
    chance = models.FloatField()
    found_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rise")
        verbose_name_plural = _("rises")
        constraints = [
            models.UniqueConstraint(name="a_rise_is_told_once", fields=("place", "category", "on"))
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.category} {self.on}"
