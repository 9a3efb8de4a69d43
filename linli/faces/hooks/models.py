"""Who wants to be told of what, and what became of every telling."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.people.fields import SealedField


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Named reads of subscriptions."""

    def in_force(self) -> SubscriptionQuerySet:
        """Those not ended, of accounts that are not blocked."""
        return self.filter(ended_at=None, account__is_active=True)


class Subscription(models.Model):
    """A service account's wish to be told, at an address, of events below a place."""

    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="subscriptions")
    url = models.CharField(max_length=500)
    events = models.JSONField(default=list)  # codes; empty: every event
    place_code = models.CharField(max_length=20, blank=True, db_collation="C")
    secret = SealedField(_("secret"))
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.account} → {self.url}"

    def wants(self, event: str, place_code: str) -> bool:
        """Whether it is about this event at this place."""
        return (not self.events or event in self.events) and place_code.startswith(self.place_code)


class Sending(models.Model):
    """One entry of the journal on its way to one subscription."""

    class State(models.TextChoices):
        """Dead ones wait for a person; withheld ones are no longer the account's business."""

        WAITING = "waiting", _("On its way")
        DONE = "done", _("Taken by the receiver")
        DEAD = "dead", _("Given up")
        WITHHELD = "withheld", _("Withheld")

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="sendings"
    )
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)  # of the last answer, if there was one
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_sending_of_an_entry", fields=("subscription", "entry")
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.subscription_id}: {self.state}"
