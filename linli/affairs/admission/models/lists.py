"""The lists that say what communities do, what they help with, and what nobody may ask of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.places.models import Place


class ListKind(models.TextChoices):
    """Which list it is (依法履职、依法协助、负面、证明事项)."""

    DUTY = "duty", _("Duties by law")
    ASSIST = "assist", _("Help by law")
    PROHIBITED = "prohibited", _("What nobody may ask")
    CERTIFICATES = "certificates", _("Certificates that communities give")


class ListVersion(models.Model):
    """A list as it holds from a day on, until the next version of it; it is never edited."""

    kind = models.CharField(max_length=12, choices=ListKind.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    """The document by which it was decided."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "-valid_from")
        constraints = [
            models.UniqueConstraint(
                name="a_list_has_a_version_of_a_number", fields=("place", "kind", "number")
            ),
            models.UniqueConstraint(
                name="one_version_of_a_list_begins_a_day", fields=("place", "kind", "valid_from")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class ListedItem(models.Model):
    """A line of a list: what is done, helped with, certified, or asked by nobody."""

    version = models.ForeignKey(ListVersion, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=20, db_collation="C")
    title = models.CharField(max_length=200)
    basis = models.TextField(blank=True)
    department = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(
                name="a_code_stands_once_in_a_list", fields=("version", "code")
            ),
            models.CheckConstraint(name="a_listed_item_has_a_title", condition=~models.Q(title="")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
