"""Whistles: the street calls departments, they report in (街乡吹哨、部门报到)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.cases.models import Case
from linli.ground.org.models import Unit, User
from linli.matters.models import Matter, Participation


class Type(models.TextChoices):
    """What a whistle is for; who may blow it and how long everything may take go by it."""

    ROUTINE = "routine", _("Routine whistle")
    HARD = "hard", _("Whistle for a hard matter")
    EMERGENCY = "emergency", _("Emergency whistle")


class State(models.TextChoices):
    """Where a whistle stands."""

    SOURCE = "source", _("Source, to be reviewed")
    REVIEWED = "reviewed", _("To be blown")
    BLOWN = "blown", _("Blown, to be signed for")
    SIGNED = "signed", _("Signed for by all")
    REPORTED_IN = "reported_in", _("All have reported in")
    JOINT_HANDLING = "joint_handling", _("Handled together")
    OBJECTED = "objected", _("A department objects")
    ESCALATED = "escalated", _("Before the district")
    RESULT = "result", _("Results are in, to be confirmed")
    STREET_RATED = "street_rated", _("Confirmed and rated")
    CLOSED = "closed", pgettext_lazy("whistle", "Closed")
    ANSWERED = "answered", _("Answered without a whistle")
    CALLED_OFF = "called_off", _("Called off")


class Reason(models.TextChoices):
    """Why a source is answered and no whistle blown."""

    SETTLED_HERE = "settled_here", _("The street settles it itself")
    COMMUNITY = "community", _("The community can settle it")
    UNCLEAR = "unclear", _("What happened is not clear enough")
    OTHER_ROUTE = "other_route", _("Has a legal route of its own")
    UNDER_WAY = "under_way", _("A whistle for it is under way")


class Ground(models.TextChoices):
    """Why a department objects to being named."""

    NOT_OURS = "not_ours", _("Not within our duties")
    ANOTHER = "another", _("Another department is in charge")
    STREET = "street", _("The street can do it alone")
    VAGUE = "vague", _("It does not say what we are to do")


class Presence(models.TextChoices):
    """At what level a department came; the person is not recorded, only what they are there for."""

    HEAD = "head", _("The head in person")
    DEPUTY = "deputy", _("Deputy in charge")
    SECTION = "section", _("Head of a section")
    OFFICER = "officer", _("Officer")


class Outcome(models.TextChoices):
    """What came of a department's part."""

    SOLVED = "solved", _("Solved")
    PARTLY = "partly", _("Partly solved")
    UNSOLVED = "unsolved", _("Not solved")


class Whistle(Matter):
    """A call of the street to named departments, or what may become one (哨源)."""

    type = models.CharField(max_length=12, choices=Type.choices)
    text = models.TextField()
    address = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="whistle_sources", db_index=False
    )
    """The unit whose source it was; none where the street began it itself."""
    cases = models.ManyToManyField(Case, through="Behind", related_name="whistles")
    rounds = models.PositiveSmallIntegerField(default=0, help_text="how often it was blown")
    blown_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    """Since when it is before the district; empty again once the district has decided."""
    confirmed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16, blank=True, choices=Reason.choices)
    answer = models.TextField(blank=True)
    """What is told to whoever proposed it, and at the end to those who reported the cases."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_whistle_was_blown_as_often_as_it_says",
                condition=Q(rounds=0, blown_at__isnull=True)
                | Q(rounds__gt=0, blown_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="whistle_blown", fields=("blown_at",))]

    @property
    def limits_by(self) -> str:
        """Limits go by the type of the whistle."""
        return self.type


class Behind(models.Model):
    """A case because of which a whistle was proposed or blown."""

    whistle = models.ForeignKey(Whistle, on_delete=models.CASCADE, related_name="behind")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_case_stands_behind_a_whistle_once", fields=("whistle", "case")
            )
        ]

    def __str__(self) -> str:
        return f"{self.whistle_id} ← {self.case_id}"


class Naming(models.Model):
    """How far a named department is: signed, in contact, here, done.

    What it is asked, its result and a release stand in the participation itself.
    """

    part = models.OneToOneField(
        Participation, primary_key=True, on_delete=models.CASCADE, related_name="naming"
    )
    round = models.PositiveSmallIntegerField(help_text="in which blowing it was named")
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    presence = models.CharField(max_length=8, blank=True, choices=Presence.choices)
    post = models.CharField(max_length=100, blank=True)
    """As what whoever came is there; an office, no name."""
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="who_has_come_has_signed",
                condition=Q(arrived_at__isnull=True) | Q(signed_at__lte=F("arrived_at")),
            ),
            models.CheckConstraint(
                name="who_has_come_came_at_some_level",
                condition=Q(arrived_at__isnull=True, presence="")
                | (Q(arrived_at__isnull=False) & ~Q(presence="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.part)


class Attendance(models.Model):
    """Who a department says had come, where it was not as recorded at first; the newest counts.

    What was said before stays to be read, in the naming and in the rows before.
    """

    part = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="attendance")
    presence = models.CharField(max_length=8, choices=Presence.choices)
    post = models.CharField(max_length=100, blank=True)
    note = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(name="a_corrected_attendance_says_why", condition=~Q(note=""))
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.presence}"


class Objection(models.Model):
    """A department says that it should not have been named; once for each naming."""

    part = models.OneToOneField(
        Participation, primary_key=True, on_delete=models.CASCADE, related_name="objection"
    )
    ground = models.CharField(max_length=12, choices=Ground.choices)
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
                name="an_objection_is_judged_by_somebody",
                condition=Q(upheld__isnull=True, judged_by__isnull=True, judged_at__isnull=True)
                | Q(upheld__isnull=False, judged_by__isnull=False, judged_at__gte=F("at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.ground}"


class Plan(models.Model):
    """What the departments and the street do together; a new plan stands in place of the last."""

    whistle = models.ForeignKey(Whistle, on_delete=models.CASCADE, related_name="plans")
    round = models.PositiveSmallIntegerField()
    text = models.TextField()
    until = models.DateField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.whistle_id}: {self.at:%Y-%m-%d}"


def grade(label: object) -> models.PositiveSmallIntegerField[int, int]:
    """A grade from 1 to 5."""
    return models.PositiveSmallIntegerField(
        label,  # type: ignore[arg-type]
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )


class UnitRating(models.Model):
    """The street's rating of a department: of the unit, never of whoever came."""

    part = models.OneToOneField(
        Participation, primary_key=True, on_delete=models.CASCADE, related_name="rating"
    )
    speed = grade(_("speed of the response"))
    attendance = grade(_("level of attendance"))
    result = grade(_("result"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_rating_of_a_unit_is_1_to_5",
                condition=Q(speed__range=(1, 5), attendance__range=(1, 5), result__range=(1, 5)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.speed} {self.attendance} {self.result}"


class WhistleRating(models.Model):
    """A department's rating of the whistle: whether it was needed, and clear (双考核)."""

    whistle = models.ForeignKey(Whistle, on_delete=models.CASCADE, related_name="ratings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    need = grade(_("need"))
    clarity = grade(_("clarity"))
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_unit_rates_a_whistle_once", fields=("whistle", "unit")),
            models.CheckConstraint(
                name="a_rating_of_a_whistle_is_1_to_5",
                condition=Q(need__range=(1, 5), clarity__range=(1, 5)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whistle_id}: {self.need} {self.clarity}"
