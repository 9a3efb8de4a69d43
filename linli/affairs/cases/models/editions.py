"""The dispatch catalogue from edition to edition, and drafts of the next."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.catalogue import CatalogueLine, DispatchRule
from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place, under


class CatalogueDraft(models.Model):
    """What the lines of an area may become; nothing of it holds before it goes live.

    It stands for all lines at `area` and below. `changed_at` is its last change: a rehearsal from
    before that is one of another draft. `back_to` is the edition that it was taken from.
    """

    area = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    back_to = models.ForeignKey(
        "CatalogueEdition", null=True, on_delete=models.PROTECT, related_name="+"
    )
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-begun_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="a_draft_changes_after_it_begins", condition=Q(changed_at__gte=F("begun_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed: it is neither live nor dropped."""
        return self.dropped_at is None and not hasattr(self, "edition")


class DraftLine(CatalogueLine):
    """A line of a draft."""

    draft = models.ForeignKey(CatalogueDraft, on_delete=models.CASCADE, related_name="lines")

    class Meta:
        ordering = ("category_code", "place_id")
        constraints = [
            models.CheckConstraint(
                name="draft_line_names_a_unit_or_a_level",
                condition=Q(unit__isnull=False, level="") | Q(unit__isnull=True) & ~Q(level=""),
            ),
            models.UniqueConstraint(
                name="a_draft_says_once_where_a_thing_at_a_place_goes",
                fields=("draft", "category_code", "place"),
            ),
        ]


class CatalogueEdition(models.Model):
    """The catalogue of a district as of one change of it, numbered in the order of the changes."""

    class Change(models.TextChoices):
        """What made the edition."""

        BEGUN = "begun", _("As it stood before the first change")
        ADDED = "added", _("A line was added")
        ENDED = "ended", _("A line was ended")
        DRAFT = "draft", _("A draft went live")
        BACK = "back", _("Back to an earlier edition")

    district = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    area = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=8, choices=Change.choices)
    reason = models.CharField(max_length=200, blank=True)
    draft = models.OneToOneField(
        CatalogueDraft, null=True, on_delete=models.PROTECT, related_name="edition"
    )
    valid_from = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                name="editions_of_a_district_are_numbered", fields=("district", "number")
            ),
            models.CheckConstraint(
                name="a_draft_goes_live_for_a_reason",
                condition=Q(draft__isnull=True, change__in=("begun", "added", "ended"))
                | Q(draft__isnull=False, change__in=("draft", "back")) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.district_id} · {self.number}"

    def lines(self, area: str) -> models.QuerySet[DispatchRule]:
        """The lines of an area as they were on its first day, with this change and none later."""
        day, number = self.valid_from, self.number
        begun = Q(valid_from__isnull=True) | Q(valid_from__lt=day)
        begun |= Q(valid_from=day) & (Q(begun_in=None) | Q(begun_in__number__lte=number))
        held = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
        held |= Q(valid_to=day, ended_in__number__gt=number)
        return DispatchRule.objects.filter(begun, held, under(area, "place_id"))


class Rehearsal(models.Model):
    """A draft, tried on the cases of the last months: what would have gone elsewhere.

    `done` of `months` are read; `finished_at` is empty as long as it goes on.
    """

    draft = models.ForeignKey(CatalogueDraft, on_delete=models.CASCADE, related_name="rehearsals")
    months = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    done = models.PositiveSmallIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.months}"


class Rehearsed(models.Model):
    """So many cases of a category at a place: where they went, would go today, would go then.

    `went` is the unit that somebody gave them to, `was` the one that the catalogue names, `now` the
    one that the draft names; empty where there is none. `rule` and `line` are what says so; a line
    above the area of the draft is no part of it, so then `line` is empty and `above` it is.
    """

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="rows")
    category_code = models.CharField(max_length=6, blank=True, db_collation="C")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    went = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    was = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    now = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rule = models.ForeignKey(
        DispatchRule, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    line = models.ForeignKey(DraftLine, null=True, on_delete=models.CASCADE, related_name="+")
    above = models.ForeignKey(
        DispatchRule, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    moves = models.BooleanField(help_text="whether `was` and `now` differ")
    cases = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "rehearsed"

    def __str__(self) -> str:
        return f"{self.category_code or '*'} · {self.place_id}: {self.was_id} → {self.now_id}"
