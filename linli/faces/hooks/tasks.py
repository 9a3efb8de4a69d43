"""What the worker does for webhooks."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from linli.faces.hooks import actions
from linli.faces.hooks.models import Sending


class TryAgain(RuntimeError):
    """The receiver did not take it; the next attempt comes later."""


@app.task(
    queue="hooks",
    retry=RetryStrategy(max_attempts=actions.ATTEMPTS, exponential_wait=3),
    name=actions.SEND,
)
def send(sending_id: int) -> None:
    """Make one attempt: 3, 9, 27 … seconds after the one before, ten of them within nine hours."""
    sending = Sending.objects.select_related("subscription__account", "entry").get(pk=sending_id)
    if not actions.attempt(sending, at=timezone.now()):
        raise TryAgain(sending.error)
