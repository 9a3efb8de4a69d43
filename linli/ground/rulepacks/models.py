"""The packs that places publish, and the merged editions that matters run under."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from linli.ground.rulepacks.documents import parse
from linli.ground.rulepacks.packs import Pack


class RulePackQuerySet(models.QuerySet["RulePack"]):
    """Named reads of packs."""

    def of(self, place_code: str) -> RulePackQuerySet:
        """The packs of exactly this place, the newest version first."""
        return self.filter(place_code=place_code).order_by("-version")

    def in_force(self, on: date, codes: Iterable[str] | None = None) -> RulePackQuerySet:
        """One pack a place: of those begun, the one that began last, of these the last written."""
        begun = self.filter(valid_from__lte=on)
        if codes is not None:
            begun = begun.filter(place_code__in=list(codes))
        return begun.order_by("place_code", "-valid_from", "-version").distinct("place_code")


class RulePack(models.Model):
    """What a place lays over the packs above it, from a day on. Never changed, never removed."""

    place_code = models.CharField(_("place code"), max_length=6, blank=True, db_collation="C")
    version = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("valid from"))
    text = models.TextField(_("text"))
    note = models.CharField(_("reason"), max_length=500)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rule_packs"
    )
    created_at = models.DateTimeField(_("published at"))

    objects = RulePackQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule pack")
        verbose_name_plural = _("rule packs")
        constraints = [
            models.UniqueConstraint(name="one_pack_of_a_version", fields=("place_code", "version")),
            models.CheckConstraint(
                name="pack_is_of_province_city_or_district",
                condition=models.Q(place_code__regex=r"^([0-9]{2}){0,3}$"),
            ),
            models.CheckConstraint(name="pack_says_why", condition=~models.Q(note="")),
        ]
        indexes = [models.Index(fields=("place_code", "-valid_from"), name="pack_place_day")]

    def __str__(self) -> str:
        return f"{self.place_code or 'default'} · {self.version}"

    @property
    def data(self) -> dict[str, Any]:
        """The values as read from the text; not to be changed."""
        return parse(self.text).data


class Edition(models.Model):
    """The merged rules of a place as they once were in force. Never changed, never removed."""

    digest = models.CharField(max_length=64, unique=True)
    body = models.JSONField()
    sources = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.digest[:12]

    def pack(self) -> Pack:
        """The rules as they were."""
        return Pack(self.body, sources=self.sources, digest=self.digest, remember=lambda: self)
