"""What somebody of the staff keeps for their own desk."""

from __future__ import annotations

from django.db import models

from linli.ground.org.models import User


class SavedView(models.Model):
    """Filters of the inbox under a name, for one person alone.

    `query` has no words that were searched for: those may be somebody's name.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=500)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_saved_view_has_its_name", fields=("user", "name"))
        ]

    def __str__(self) -> str:
        return self.name
