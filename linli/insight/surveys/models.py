"""Surveys, whom they ask, and how many gave which answer."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Satisfaction
from linli.ground.org.models import User
from linli.ground.people.models import Household, Resident
from linli.ground.places.models import Place


class Survey(models.Model):
    """Some questions to a random sample of a place, answered within some days.

    `frame`: who could have been drawn; `digest`: SHA-256 of their keys, so that the same sample can
    be drawn again with the seed. From the draw on nothing of it changes.
    """

    class Frame(models.TextChoices):
        """Of whom the sample is drawn."""

        REPORTERS = "reporters", _("Reporters of closed cases")
        HOUSEHOLDS = "households", _("Households")

    title = models.CharField(max_length=100)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    frame = models.CharField(max_length=10, choices=Frame.choices)
    # Of reporters: the days on which their cases were closed, the last one among them.
    closed_from = models.DateField(null=True)
    closed_to = models.DateField(null=True)
    wanted = models.PositiveIntegerField(help_text="how many are to be drawn")
    opens_on = models.DateField()
    # The last day on which it can be answered.
    closes_on = models.DateField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    # Until it is forgotten who was drawn; with it and the frame, the same could be drawn again.
    seed = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    frame_size = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0, help_text="how many were drawn")
    answered = models.PositiveIntegerField(default=0)
    on_paper = models.PositiveIntegerField(default=0, help_text="answers that a clerk entered")
    declined = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="a_survey_ends_after_it_begins", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="reporters_are_those_of_a_time",
                condition=Q(frame="households")
                | Q(closed_from__isnull=False, closed_to__gte=F("closed_from")),
            ),
            models.CheckConstraint(
                name="no_more_answer_than_were_asked", condition=Q(answered__lte=F("asked"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, on: date) -> bool:
        """Whether it can be answered on this day."""
        return self.drawn_at is not None and self.opens_on <= on <= self.closes_on

    def is_over(self, on: date) -> bool:
        """Whether everybody who wanted to has answered."""
        return self.drawn_at is not None and on > self.closes_on

    @property
    def response(self) -> float | None:
        """Answers among those asked, in per cent."""
        return 100 * self.answered / self.asked if self.asked else None


class Question(models.Model):
    """A question with a few answers to choose from; free words could tell who wrote them."""

    class Kind(models.TextChoices):
        """Which answers there are."""

        LEVEL = "level", _("Satisfaction on five levels")
        YES_NO = "yes_no", _("Yes or no")
        CHOICE = "choice", _("One of several")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    choices = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="questions_are_numbered", fields=("survey", "number"))
        ]

    def __str__(self) -> str:
        return self.text

    def options(self) -> list[tuple[int, str]]:
        """The answers, each with its key; the best first."""
        if self.kind == self.Kind.LEVEL:
            return [(level.value, str(level.label)) for level in Satisfaction]
        if self.kind == self.Kind.YES_NO:
            return [(1, str(_("Yes"))), (0, str(_("No")))]
        return list(enumerate(self.choices))

    def good(self) -> frozenset[int]:
        """The keys of the answers that count as satisfied, or as yes; none of a free choice."""
        return frozenset({"level": (4, 5), "yes_no": (1,)}.get(self.kind, ()))


class Invitee(models.Model):
    """Somebody who was drawn, and whether they have answered; never what.

    Deleted after `privacy.keep.surveys`. `group`: the code of the place one level down.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitees")
    resident = models.ForeignKey(
        Resident, null=True, on_delete=models.CASCADE, related_name="invitations"
    )
    household = models.ForeignKey(
        Household, null=True, on_delete=models.CASCADE, related_name="invitations"
    )
    group = models.CharField(max_length=20)
    code = models.CharField(max_length=12, unique=True)
    answered = models.BooleanField(default=False)
    declined = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")
        ordering = ("group", "pk")
        constraints = [
            models.UniqueConstraint(name="a_resident_is_asked_once", fields=("survey", "resident")),
            models.UniqueConstraint(
                name="a_household_is_asked_once", fields=("survey", "household")
            ),
            models.CheckConstraint(
                name="who_declined_has_not_answered", condition=~Q(answered=True, declined=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} → {self.pk}"


class Tally(models.Model):
    """How many of a group gave this answer to this question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="tallies")
    group = models.CharField(max_length=20)
    option = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                name="an_answer_is_counted_in_one_row", fields=("question", "group", "option")
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.option}: {self.count}"
