"""What linli suggests: a step against a unit over a matter, with reasons. Never an order."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.supervision.models.supervision import Step, Supervision
from linli.ground.journal.models import Entry
from linli.ground.org.models import Unit, User
from linli.matters.grounds import Ground
from linli.matters.models import Deadline, Matter


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Named reads of suggestions."""

    def open(self) -> SuggestionQuerySet:
        """Those that nobody has decided, waiting ones among them."""
        return self.filter(outcome="")

    def to_decide(self, at: datetime) -> SuggestionQuerySet:
        """Those that wait for a decision now."""
        return self.open().filter(Q(wait_until__isnull=True) | Q(wait_until__lte=at))


class Suggestion(models.Model):
    """The next step that the rules speak for; reasons gather on it until somebody decides."""

    class Outcome(models.TextChoices):
        """What became of it."""

        TAKEN_UP = "taken_up", _("Taken up")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Lapsed: its reasons are gone")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="suggestions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="suggestions")
    step = models.CharField(max_length=12, choices=Step.choices)
    made_at = models.DateTimeField()
    wait_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    note = models.TextField(blank=True)
    """Why it waits, or why it was declined."""
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)
    supervision = models.ForeignKey(
        Supervision, null=True, on_delete=models.PROTECT, related_name="begun_by"
    )

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_suggestion_for_a_unit_and_a_matter",
                fields=("matter", "unit"),
                condition=Q(outcome=""),
            ),
            models.CheckConstraint(
                name="who_waits_or_declines_says_why",
                condition=~Q(note="") | Q(wait_until__isnull=True) & ~Q(outcome="declined"),
            ),
        ]
        indexes = [
            models.Index(name="suggestion_open", fields=("made_at",), condition=Q(outcome=""))
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.unit_id} {self.step}"

    @property
    def step_label(self) -> str:
        """The step in the reader's language."""
        return str(Step(self.step).label)

    @property
    def grounds(self) -> dict[str, int]:
        """How often each ground was given, in the reader's language."""
        return dict(Counter(str(Ground(reason.ground).label) for reason in self.reasons.all()))


class Reason(models.Model):
    """Why a step is suggested, and the entry of the journal behind it; each is given once."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="reasons")
    ground = models.CharField(max_length=12, choices=Ground.choices)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    deadline = models.ForeignKey(Deadline, null=True, on_delete=models.CASCADE, related_name="+")
    """The clock that is late; none where something was done."""
    when = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="a_reason_is_given_once", fields=("entry", "when")),
        ]

    def __str__(self) -> str:
        return f"{self.suggestion_id}: {self.ground}"

    @property
    def clock_label(self) -> str:
        """The name of the clock that is late, in the reader's language."""
        if self.deadline is None:
            return ""
        clock = self.deadline.matter.flow.clock(self.deadline.name)
        return str(clock.label) if clock else ""
