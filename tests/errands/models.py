"""Errands."""

from __future__ import annotations

from django.db import models

from linli.matters.models import Matter


class State(models.TextChoices):
    """Where an errand stands."""

    ASKED = "asked", "Asked for"
    RUNNING = "running", "Running"
    WAITING = "waiting", "Waiting"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class Errand(Matter):
    """Something to be fetched."""

    what = models.CharField(max_length=40)
