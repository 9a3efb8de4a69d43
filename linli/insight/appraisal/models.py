"""Schemes of appraisal, what they weigh, what came of it, and what was said against it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place
from linli.insight.measures.registry import MEASURES
from linli.insight.surveys.models import Survey


class Scheme(models.Model):
    """How units, or the staff of communities, are appraised over a time; residents never are.

    From `settled_at` on its indicators and weights do not change.
    """

    class Kind(models.TextChoices):
        """Who is appraised."""

        STREET = "street", _("Streets")
        COMMUNITY = "community", _("Communities")
        DEPARTMENT = "department", _("Departments")
        RESIDENT_UNIT = "resident_unit", _("Units located in the area")
        STAFF = "staff", _("Community workers")

    kind = models.CharField(max_length=13, choices=Kind.choices)
    title = models.CharField(max_length=100)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    with_excluded = models.BooleanField(
        default=False, help_text="figures count what was left out of the assessment, too"
    )
    by_mix = models.BooleanField(
        default=False, help_text="ranks go by the rates for the mix of matters of the whole area"
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("scheme of appraisal")
        verbose_name_plural = _("schemes of appraisal")
        ordering = ("-first", "-pk")
        constraints = [
            models.CheckConstraint(
                name="a_scheme_ends_after_it_begins", condition=Q(last__gte=F("first"))
            )
        ]

    def __str__(self) -> str:
        return self.title


class Subject(models.Model):
    """Who is appraised: a unit, somebody of the staff, or a unit that is only a name here."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="subjects")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="a_unit_is_appraised_once", fields=("scheme", "unit")),
            models.UniqueConstraint(name="a_worker_is_appraised_once", fields=("scheme", "user")),
        ]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """A part of a score: what is looked at, and how it is turned into points.

    From `worst` (no points) to `target` (all of the weight); less is better where the target lies
    below.
    """

    class Source(models.TextChoices):
        """Where the value comes from."""

        SURVEY = "survey", _("A survey")
        ENTRY = "entry", _("Entered by hand, with its evidence")
        MEASURE = "measure", _("A figure, counted")

    class Voice(models.TextChoices):
        """Whose word it is."""

        NONE = "", _("Nobody's: it is counted")
        RESIDENTS = "residents", _("Residents")
        COMMITTEE = "committee", _("Residents' committee")
        DEPARTMENTS = "departments", _("Functional departments")
        STREET = "street", _("Street")
        PARTY = "party", _("Party organisation of the community")
        PEERS = "peers", _("Colleagues")
        SELF = "self", _("Oneself")

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=100)
    source = models.CharField(max_length=7, choices=Source.choices)
    survey = models.ForeignKey(Survey, null=True, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=40, blank=True, help_text="the code of a measure")
    voice = models.CharField(max_length=11, choices=Voice.choices, blank=True)
    weight = models.DecimalField(max_digits=5, decimal_places=2)
    worst = models.DecimalField(max_digits=9, decimal_places=2)
    target = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(name="indicators_are_numbered", fields=("scheme", "number")),
            models.CheckConstraint(
                name="an_indicator_weighs_something", condition=Q(weight__gt=0, weight__lte=100)
            ),
            models.CheckConstraint(
                name="the_worst_is_not_the_target", condition=~Q(worst=F("target"))
            ),
            models.CheckConstraint(
                name="an_indicator_has_its_source",
                condition=Q(source="survey", survey__isnull=False, measure="")
                | Q(source="entry", survey=None, measure="")
                | Q(source="measure", survey=None) & ~Q(measure=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def rests_on(self) -> str:
        """The survey or the measure by its name; empty of what is entered."""
        if self.survey is not None:
            return self.survey.title
        measure = MEASURES.get(self.measure)
        return str(measure.label) if measure else self.measure


class Entry(models.Model):
    """A value entered by hand. A correction is a later row; the newest counts."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="entries")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="entries")
    value = models.DecimalField(max_digits=9, decimal_places=2)
    raters = models.PositiveIntegerField(null=True, help_text="how many gave their word")
    ordinary = models.PositiveIntegerField(null=True, help_text="ordinary residents among them")
    evidence = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(name="an_entry_has_evidence", condition=~Q(evidence="")),
            models.CheckConstraint(
                name="ordinary_raters_are_raters",
                condition=Q(ordinary=None) | Q(raters__gte=F("ordinary")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.subject_id}: {self.value}"


class Adjustment(models.Model):
    """Points added or taken off, with a reason. What was wrong is made good by a later row."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="adjustments")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="an_adjustment_has_points_and_reason", condition=~Q(points=0) & ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.points:+}"


class Edition(models.Model):
    """The scores as they were reckoned once. A correction is a later edition beside it."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="editions")
    version = models.PositiveSmallIntegerField()
    computed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    computed_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, help_text="to those who are appraised")
    # The last day on which they may object.
    objections_to = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("edition of scores")
        verbose_name_plural = _("editions of scores")
        ordering = ("version",)
        constraints = [
            models.UniqueConstraint(name="editions_are_numbered", fields=("scheme", "version")),
            models.CheckConstraint(
                name="what_is_published_was_shown",
                condition=Q(published_at=None) | Q(shown_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id}/{self.version}"

    @property
    def is_adjusted(self) -> bool:
        """Whether a score of it is told for the same mix of matters, too."""
        return any(score.working.get("alike") for score in self.scores.all())


class Score(models.Model):
    """What a subject came to in an edition, with every step of the working."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="scores")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="scores")
    total = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    low = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    working = models.JSONField()

    class Meta:
        ordering = ("rank", "pk")
        constraints = [
            models.UniqueConstraint(name="a_subject_has_one_score", fields=("edition", "subject"))
        ]

    def __str__(self) -> str:
        return f"{self.subject_id}: {self.total}"

    @property
    def has_interval(self) -> bool:
        """Whether something in it is uncertain by a known amount."""
        return self.low != self.high


class Plea(models.Model):
    """What somebody says against what was found of them, and what came of it.

    `sent_to`: whose heads judge it because nobody was left of those who judge otherwise.
    """

    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sent_to = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


JUDGED_WHOLE = Q(verdict="", judged_by=None, judged_at=None) | (
    Q(judged_by__isnull=False, judged_at__isnull=False) & ~Q(verdict="") & ~Q(answer="")
)
"""Of a plea: a verdict has a judge and an answer."""


class Objection(Plea):
    """What a subject says against its score."""

    class Verdict(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", _("Right: it is reckoned anew")
        DISMISSED = "dismissed", _("It stays as it is")

    score = models.OneToOneField(Score, on_delete=models.PROTECT, related_name="objection")
    verdict = models.CharField(max_length=9, blank=True, choices=Verdict.choices)

    class Meta:
        verbose_name = _("objection to a score")
        verbose_name_plural = _("objections to scores")
        constraints = [
            models.CheckConstraint(
                name="a_verdict_has_a_judge_and_an_answer", condition=JUDGED_WHOLE
            )
        ]

    def __str__(self) -> str:
        return f"{self.score_id}: {self.verdict or '?'}"

    @property
    def against(self) -> Score:
        """The score of whose subject it speaks."""
        return self.score

    @property
    def parties(self) -> set[int | None]:
        """Who had a part in what it is against, or sent it: none of them judges it."""
        return {self.score.edition.computed_by_id, self.by_id}


class Review(models.Model):
    """Somebody talks with a worker whose score is low, hears them, and decides what helps.

    The only thing that may follow from a low score; a rank alone is no ground for anything (B16.4).
    """

    class Outcome(models.TextChoices):
        """What was decided."""

        NOTHING = "nothing", _("Nothing more")
        SUPPORT = "support", _("Help at work")
        TRAINING = "training", _("Training")
        OTHER_WORK = "other_work", _("Other tasks, as agreed")

    score = models.OneToOneField(Score, on_delete=models.PROTECT, related_name="review")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    heard_on = models.DateField(null=True)
    heard = models.TextField(blank=True, help_text="what the worker said")
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    appeals_to = models.DateField(null=True, help_text="the last day on which they may appeal")

    class Meta:
        verbose_name = _("review of a low score")
        verbose_name_plural = _("reviews of low scores")
        constraints = [
            models.CheckConstraint(
                name="nobody_decides_before_hearing",
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, heard_on__isnull=False)
                & ~Q(outcome="")
                & ~Q(heard="")
                & ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.score_id}: {self.outcome or '?'}"


class Appeal(Plea):
    """What a worker says against the decision of a review (B16.4)."""

    class Verdict(models.TextChoices):
        """What came of it."""

        LIFTED = "lifted", _("Right: the decision is lifted")
        STANDS = "stands", _("The decision stands")

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="appeal")
    verdict = models.CharField(max_length=6, blank=True, choices=Verdict.choices)

    class Meta:
        verbose_name = _("appeal against a review")
        verbose_name_plural = _("appeals against reviews")
        constraints = [
            models.CheckConstraint(
                name="an_appeal_is_judged_whole_and_by_another",
                condition=JUDGED_WHOLE & ~Q(judged_by=F("by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.verdict or '?'}"

    @property
    def against(self) -> Score:
        """The score of whose subject it speaks."""
        return self.review.score

    @property
    def parties(self) -> set[int | None]:
        """Who had a part in what it is against, or sent it: none of them judges it."""
        review = self.review
        reckoned = review.score.edition.computed_by_id
        return {reckoned, review.opened_by_id, review.decided_by_id, self.by_id}
