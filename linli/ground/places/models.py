"""A place: province … community, grid, building, each known by its hierarchical code."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.ground.places.codes import (
    CODE_LENGTHS,
    CODE_PATTERN,
    Level,
    NotAPlaceCode,
    ancestor_codes,
    level_of,
    successor,
)

__all__ = [
    "FormerExtent",
    "GridDraft",
    "Level",
    "NotAPlaceCode",
    "Place",
    "PlaceChange",
    "PlaceQuerySet",
    "level_of",
    "under",
]


def under(code: str, field: str = "code") -> Q:
    """The condition that `field` is `code` or below it, as a range that a btree serves.

    Other models use it on their own foreign key: `under("430104", "place_id")`. The empty code
    stands for the whole country.
    """
    if not code:
        return Q()
    return Q(**{f"{field}__gte": code, f"{field}__lt": successor(code)})


class PlaceQuerySet(models.QuerySet["Place"]):
    """Named reads of places."""

    def under(self, code: str) -> PlaceQuerySet:
        """The place `code` and all below it."""
        return self.filter(under(code))

    def children_of(self, code: str) -> PlaceQuerySet:
        """The places one level below `code`; of the empty code, the provinces."""
        deeper = [level for level, length in CODE_LENGTHS.items() if length > len(code)]
        return self.under(code).filter(level__in=deeper[:1])

    def at_level(self, level: Level) -> PlaceQuerySet:
        """The places of one level."""
        return self.filter(level=level)

    def in_force(self, on: date) -> PlaceQuerySet:
        """Those that exist on that day; `valid_to` is the first day on which they do not."""
        begun = Q(valid_from=None) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gt=on))

    def with_polygon(self) -> PlaceQuerySet:
        """The places whose extent is drawn."""
        return self.filter(polygon__isnull=False)


class Place(models.Model):
    """A place of the administrative tree. Its parent is the place whose code begins its own.

    Coordinates are CGCS2000 (WGS-84 to within centimetres), in degrees, longitude first.
    """

    code = models.CharField(
        _("code"),
        max_length=20,
        primary_key=True,
        db_collation="C",
        validators=[RegexValidator(CODE_PATTERN)],
    )
    name = models.CharField(pgettext_lazy("place", "name"), max_length=100)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    # Empty: since before this register begins.
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    # The first day on which it is no longer in force.
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("predecessor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
    )
    # A GeoJSON geometry, Polygon or MultiPolygon.
    polygon = models.JSONField(_("polygon"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "code"], name="place_level_code")]
        constraints = [
            models.CheckConstraint(
                name="place_level_is_that_of_its_code",
                condition=Q(
                    *(
                        Q(level=level, code__regex=f"^[0-9]{{{length}}}$")
                        for level, length in CODE_LENGTHS.items()
                    ),
                    _connector=Q.OR,
                ),
            ),
            models.CheckConstraint(name="place_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="place_ends_after_it_begins",
                condition=Q(valid_from=None)
                | Q(valid_to=None)
                | Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="place_centre_is_whole",
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__isnull=False, latitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def parent_code(self) -> str | None:
        """The code of the place above; None for a province."""
        above = ancestor_codes(self.code)
        return above[-1] if above else None

    def ancestors(self) -> PlaceQuerySet:
        """The places above, the province first."""
        return Place.objects.filter(code__in=ancestor_codes(self.code)).order_by("code")

    def contains(self, code: str) -> bool:
        """Whether `code` is this place or below it."""
        return code.startswith(self.code)

    def is_in_force(self, on: date) -> bool:
        """Whether it exists on that day."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on < self.valid_to)


class PlaceChange(models.Model):
    """The one row that tells when places last changed; a trigger of the database keeps it.

    What is kept in a process's memory about places is fresh as long as `at` has not changed.
    """

    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.at.isoformat()


class FormerExtent(models.Model):
    """The extent that a place had until a day: what was in force is never drawn over."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="former_extents")
    polygon = models.JSONField()
    # The first day on which another extent is in force.
    until = models.DateField()

    class Meta:
        ordering = ["place", "until", "pk"]

    def __str__(self) -> str:
        return f"{self.place_id} … {self.until}"


class GridDraft(models.Model):
    """The grids of a community as they are to be: drawn and checked, then in force from a day."""

    class State(models.TextChoices):
        """Being drawn, decided for a later day, in force, or given up."""

        OPEN = "open", _("Being drawn")
        DECIDED = "decided", pgettext_lazy("draft", "Decided")
        IN_FORCE = "in force", _("In force")
        DROPPED = "dropped", _("Not pursued")

    community = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="drafts")
    # A GeoJSON collection; each feature has the code and the name of its grid, "" for a new one.
    grids = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    valid_from = models.DateField(_("in force from"), null=True)
    reason = models.CharField(_("reason"), max_length=300, default="")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_draft_of_grids_at_a_time",
                fields=("community",),
                condition=Q(state__in=["open", "decided"]),
            ),
            models.CheckConstraint(
                name="decided_grids_have_a_day",
                condition=Q(state__in=["open", "dropped"])
                | (Q(valid_from__isnull=False) & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.community_id} {self.state}"

    @property
    def stamp(self) -> str:
        """By which a page knows whether somebody has drawn since it was opened."""
        return self.changed_at.isoformat()
