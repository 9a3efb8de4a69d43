"""What cases are about, and to whom they go."""

from __future__ import annotations

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place


class Level(models.TextChoices):
    """The level of the ladder at which a case was settled (小事不出网格,大事不出社区)."""

    GRID = "grid", _("Grid")
    COMMUNITY = "community", _("Community")
    STREET = "street", _("Street")
    DEPARTMENT = "department", _("Department")
    DISTRICT = "district", _("District")


class Category(models.Model):
    """A category of the 12345 standard: 2, 4 or 6 digits, the parent being the shorter code."""

    code = models.CharField(
        primary_key=True,
        max_length=6,
        db_collation="C",
        validators=[RegexValidator(r"^\d{2}(\d{2}(\d{2})?)?$")],
    )
    name = models.CharField(max_length=60)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def codes(self) -> list[str]:
        """The category's own code and those above it, the most special first."""
        return [self.code[:length] for length in (6, 4, 2) if length <= len(self.code)]


class DispatchRuleQuerySet(models.QuerySet["DispatchRule"]):
    """Named reads of the dispatch catalogue."""

    def in_force(self, on: date) -> DispatchRuleQuerySet:
        """Rules that hold on this day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=on))


class CatalogueLine(models.Model):
    """What (category), where (place), to whom.

    It names a unit, or a level of the ladder; then the unit that answers for the place of the case
    at that level is meant.
    """

    category_code = models.CharField(max_length=6, blank=True, db_collation="C")
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    level = models.CharField(max_length=12, blank=True, choices=Level.choices)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.category_code or '*'} · {self.place_id} → {self.unit or self.level}"

    @property
    def what(self) -> tuple[str, str]:
        """Category and place: of these there is one line at a time."""
        return self.category_code, self.place_id

    @property
    def says(self) -> tuple[str, str, int | None, str, str]:
        """All that it says; lines that say the same are the same line."""
        return *self.what, self.unit_id, self.level, self.note


class DispatchRule(CatalogueLine):
    """A line of the dispatch catalogue as it holds or held.

    Never edited: a change ends the line and begins another. `begun_in` and `ended_in` are the
    editions that did so; a line without the first stands since the catalogue was set up.
    """

    valid_from = models.DateField(null=True, blank=True, help_text="empty: since ever")
    valid_to = models.DateField(null=True, blank=True)
    begun_in = models.ForeignKey(
        "CatalogueEdition", null=True, on_delete=models.PROTECT, related_name="begun"
    )
    ended_in = models.ForeignKey(
        "CatalogueEdition", null=True, on_delete=models.PROTECT, related_name="ended"
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = DispatchRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rule_names_a_unit_or_a_level",
                condition=Q(unit__isnull=False, level="") | Q(unit__isnull=True) & ~Q(level=""),
            ),
            models.CheckConstraint(
                name="rule_ends_after_it_begins",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                name="one_open_rule_for_a_thing_at_a_place",
                fields=("category_code", "place"),
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def goes_on(self, on: date) -> bool:
        """Whether it holds on a day and nobody has ended it."""
        return self.valid_to is None and (self.valid_from is None or self.valid_from <= on)
