"""A unit under supervision over one matter: what was demanded, answered, objected to, forgiven."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.ground.org.models import User
from linli.matters.models import Matter


class Step(models.TextChoices):
    """The steps of the ladder of supervision, the mildest first (潍坊市12345条例 Art. 26)."""

    PROMPT = "prompt", pgettext_lazy("step", "Prompt")
    REMINDER = "reminder", pgettext_lazy("step", "Reminder")
    ORDER = "order", pgettext_lazy("step", "Supervision order")
    LISTED = "listed", pgettext_lazy("step", "Listed supervision")
    TALK = "talk", pgettext_lazy("step", "Regulatory talk")
    BULLETIN = "bulletin", pgettext_lazy("step", "Bulletin")
    REFERRAL = "referral", pgettext_lazy("step", "Referral for accountability")

    @property
    def rank(self) -> int:
        """How far up it stands, from 0."""
        return list(Step).index(self)

    @property
    def following(self) -> Step:
        """The next step; the last has none but itself."""
        return list(Step)[min(self.rank + 1, Step.REFERRAL.rank)]


class State(models.TextChoices):
    """Where the supervision of a unit stands."""

    DEMANDED = "demanded", _("The unit has to answer")
    OBJECTED = "objected", _("The unit objects")
    ANSWERED = "answered", _("The unit has answered")
    ACCEPTED = "accepted", _("Put right")
    TOLERATED = "tolerated", _("Error tolerated")
    TAKEN_BACK = "taken_back", _("Taken back")
    REFERRED = "referred", pgettext_lazy("supervision", "Referred")


class Mark(models.TextChoices):
    """A mark on the unit's matter, never on a person; names and colours are local (B15)."""

    YELLOW = "yellow", _("Yellow: the first order")
    RED = "red", _("Red: another order, or late by far")


class ErrorKind(models.TextChoices):
    """Why an error is tolerated (容错; 北京市接诉即办工作条例 Art. 36)."""

    TRIED = "tried", _("Something new was tried in good faith")
    NO_RULE = "no_rule", _("No rule said what to do")
    FORCE = "force", _("Nobody could have prevented it")
    CORRECTED = "corrected", _("The unit found and corrected it by itself")


class Supervision(Matter):
    """The supervision of one unit over one matter; the unit is the holder, and has to answer."""

    subject = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="supervisions")
    step = models.CharField(max_length=12, choices=Step.choices)
    demanded_at = models.DateTimeField()
    mark = models.CharField(max_length=6, choices=Mark.choices, blank=True)
    # Of a referral linli keeps nothing but where to read on.
    letter = models.CharField(max_length=40, blank=True)
    receiver = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_referral_names_letter_and_receiver",
                condition=Q(step="referral") & ~Q(letter="") & ~Q(receiver="")
                | ~Q(step="referral") & Q(letter="", receiver=""),
            ),
        ]

    @property
    def about(self) -> str:
        """Lists filter by the step."""
        return self.step

    @property
    def current(self) -> Demand:
        """What is demanded now: the newest demand."""
        demand = self.demands.order_by("-pk").first()
        assert demand is not None
        return demand


class Demand(models.Model):
    """What an official demanded of the unit at one step. A later step is a new row."""

    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="demands")
    step = models.CharField(max_length=12, choices=Step.choices)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    mark = models.CharField(max_length=6, choices=Mark.choices, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="a_demand_says_what", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.supervision_id} {self.step}"


class Reply(models.Model):
    """What the unit answered to a demand, and whether it was enough."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    enough = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.demand_id}: {self.at:%Y-%m-%d}"


class Objection(models.Model):
    """The unit objects to a demand, once; somebody judges it who has demanded nothing."""

    demand = models.OneToOneField(Demand, on_delete=models.CASCADE, related_name="objection")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_objection_is_judged_by_another", condition=~Q(judged_by=models.F("by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id}: {self.at:%Y-%m-%d}"

    def judge(self, *, upheld: bool, note: str, by: User, at: datetime) -> None:
        """Set what became of it; the caller saves."""
        self.upheld, self.note, self.judged_by, self.judged_at = upheld, note, by, at


class Tolerance(models.Model):
    """An error that nothing follows from: why, and who approved."""

    supervision = models.OneToOneField(
        Supervision, on_delete=models.CASCADE, related_name="tolerance"
    )
    kind = models.CharField(max_length=12, choices=ErrorKind.choices)
    reason = models.TextField()
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_tolerance_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.supervision_id}: {self.kind}"
