"""Cases that have to do with each other, and each goes its own way."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models.case import Case
from linli.ground.org.models import User


class Link(models.Model):
    """A case has to do with another; until the link is ended.

    Only what follows from another has a direction: it is `case` that follows from `other`.
    """

    class Kind(models.TextChoices):
        """What two cases have to do with each other."""

        SAME_CAUSE = "same_cause", _("Has the same cause as")
        FOLLOWS = "follows", _("Follows from")
        SEE_ALSO = "see_also", _("See also")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_from")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_to")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                Least("case", "other"),
                Greatest("case", "other"),
                "kind",
                name="two_cases_are_linked_once_in_a_kind",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="a_case_is_not_linked_with_itself", condition=~Q(case=F("other"))
            ),
            models.CheckConstraint(
                name="a_link_is_ended_by_somebody_after_it_was_made",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__gte=F("at"), ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"
