"""What the open board tells, made beforehand."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Opened(models.Model):
    """What everybody is told of a month that is over, where the codes of places begin so.

    Derived from the facts, and written by `actions.open_months` alone. `figures`: of each measure
    its two numbers (`Pair`), or null where it is kept back; `categories`: the same of each category
    of what was received. `as_of`: up to when the facts knew what happened.
    """

    length = models.SmallIntegerField()
    place = models.CharField(max_length=12, db_collation="C")
    month = models.DateField(help_text="its first day")
    figures = models.JSONField()
    categories = models.JSONField()
    as_of = models.DateTimeField()

    class Meta:
        verbose_name_plural = "opened"
        constraints = [
            models.UniqueConstraint(
                name="a_month_of_a_place_is_opened_once", fields=("length", "place", "month")
            ),
            models.CheckConstraint(
                name="a_month_that_is_opened_begins_on_its_first_day", condition=Q(month__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.month:%Y-%m}"
