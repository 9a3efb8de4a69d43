"""The words by which a matter is found."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from linli.matters.models.matter import Matter


class Words(models.Model):
    """The index entry of a matter: its words, and marks of where it lies (search/marks.py)."""

    matter = models.OneToOneField(
        Matter, primary_key=True, on_delete=models.CASCADE, related_name="words"
    )
    vector = SearchVectorField()

    class Meta:
        verbose_name_plural = "words"
        # Without a list of pending entries, which would make single searches slow.
        indexes = [GinIndex(name="words_vector", fields=("vector",), fastupdate=False)]

    def __str__(self) -> str:
        return str(self.matter_id)
