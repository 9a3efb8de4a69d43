"""What figures are made of, and those that were published."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place
from linli.ground.rulepacks.models import Edition
from linli.matters.models import Matter


class Fact(models.Model):
    """A matter, or a unit asked in it, as figures count it: the relation `matters`, for boards.

    Derived from the journal alone, and written by `actions.refresh` alone.
    """

    pk = models.CompositePrimaryKey("matter", "part")
    matter = models.BigIntegerField()
    part = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=24)
    place = models.CharField(max_length=20, db_collation="C")
    topic = models.CharField(max_length=12, db_collation="C")
    channel = models.CharField(max_length=12)
    urgency = models.CharField(max_length=12)
    unit = models.BigIntegerField(null=True)
    state = models.CharField(max_length=24)
    opened_at = models.BigIntegerField()
    contacted_at = models.BigIntegerField(null=True)
    settled_at = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    taken_up_at = models.BigIntegerField(null=True)
    earlier = models.TextField()
    due_at = models.BigIntegerField(null=True)
    level = models.CharField(max_length=12)
    occasion = models.CharField(max_length=12)
    returned = models.BigIntegerField()
    reopened = models.BigIntegerField()
    raised = models.BigIntegerField()
    deferred = models.BigIntegerField()
    extended = models.BigIntegerField()
    objected = models.BigIntegerField()
    upheld = models.BigIntegerField()
    begun_at = models.BigIntegerField(null=True)
    decided_at = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=40)
    ground = models.CharField(max_length=16)
    met = models.TextField()
    missed = models.TextField()
    made = models.TextField(default="")
    grade = models.BigIntegerField(null=True)
    grade_back = models.BigIntegerField(null=True)
    hours = models.BigIntegerField(null=True)
    said_contacted = models.BooleanField(null=True)
    said_solved = models.BooleanField(null=True)
    satisfaction = models.BigIntegerField(null=True)
    sure = models.BooleanField(null=True)
    rank = models.BigIntegerField(null=True)
    excluded = models.BooleanField()
    last_entry = models.BigIntegerField()

    class Meta:
        indexes = [
            # With what boards ask of a year told apart, so that the rows need not be read.
            models.Index(
                name="fact_opened",
                fields=("opened_at", "place"),
                include=("kind", "state", "topic"),
            ),
            models.Index(
                name="fact_settled",
                fields=("settled_at", "place"),
                include=("kind", "state", "opened_at", "matter"),
            ),
            models.Index(
                name="fact_contacted",
                fields=("contacted_at", "place"),
                include=("kind", "state", "opened_at"),
            ),
            models.Index(name="fact_taken_up", fields=("taken_up_at", "place")),
            models.Index(name="fact_closed", fields=("closed_at", "place")),
            models.Index(
                name="fact_begun", fields=("begun_at", "place"), condition=Q(begun_at__isnull=False)
            ),
            models.Index(
                name="fact_decided",
                fields=("decided_at", "place"),
                condition=Q(decided_at__isnull=False),
            ),
            models.Index(name="fact_place", fields=("place", "opened_at")),
            models.Index(
                name="fact_open",
                fields=("place",),
                include=("kind", "unit", "opened_at", "due_at", "taken_up_at", "closed_at"),
                condition=Q(closed_at=None),
            ),
            models.Index(name="fact_reopened", fields=("place",), condition=~Q(earlier="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter}.{self.part}"


class Progress(models.Model):
    """Up to which moment of recording the facts know the journal, and how they are folded; one row.

    Where `folded_by` is not the digest of today's fold, everything is folded anew.
    """

    horizon = models.DateTimeField()
    folded_by = models.CharField(max_length=64, default="")
    ran_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "progress"
        constraints = [
            models.CheckConstraint(name="there_is_one_progress", condition=Q(pk=1)),
        ]

    def __str__(self) -> str:
        return f"{self.horizon:%Y-%m-%d %H:%M}"


class Tallied(models.Model):
    """That days of a measure are kept, and a digest of how they are counted (tallies.py)."""

    code = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "tallied"
        constraints = [
            models.UniqueConstraint(name="a_measure_is_tallied_once", fields=("code", "digest"))
        ]

    def __str__(self) -> str:
        return self.code


class Tally(models.Model):
    """What a measure counts of one day, where the codes of places begin alike.

    Derived from the facts, and written with them. `begins`: the first moment of the day, in
    seconds; `place`: the first `length` characters of the codes. Its numbers as in `Pair`.
    """

    tallied = models.ForeignKey(Tallied, on_delete=models.CASCADE, related_name="+", db_index=False)
    length = models.SmallIntegerField()
    place = models.CharField(max_length=9, db_collation="C")
    begins = models.BigIntegerField()
    excluded = models.BooleanField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                name="a_day_is_tallied_once",
                fields=("tallied", "length", "place", "begins", "excluded"),
                include=("numerator", "denominator"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tallied_id} {self.place} {self.begins}"


class Exclusion(models.Model):
    """A unit asks that a matter be left out of the assessment; somebody above it decides.

    While it is granted and not ended, the rates count without the matter; they are shown with it
    as well.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="exclusions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("exclusion from assessment")
        verbose_name_plural = _("exclusions from assessment")
        constraints = [
            models.UniqueConstraint(
                name="one_exclusion_of_a_matter_at_a_time",
                fields=("matter",),
                condition=Q(ended_at=None) & (Q(granted=None) | Q(granted=True)),
            ),
            models.CheckConstraint(
                name="an_exclusion_is_judged_by_somebody_else",
                condition=Q(judged_by=None) | ~Q(judged_by=F("by")),
            ),
            models.CheckConstraint(
                name="an_exclusion_is_judged_whole",
                condition=Q(granted=None, judged_by=None, judged_at=None)
                | Q(granted__isnull=False, judged_by__isnull=False, judged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id}: {self.granted}"


class Definition(models.Model):
    """How all measures were defined at a time: of each its words and its statement."""

    digest = models.CharField(max_length=64, unique=True)
    body = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest[:12]


class Publication(models.Model):
    """The figures of a place for a month, as they stood at its end. Never changed or removed.

    A correction is a further publication of the same month, with its reason, beside the earlier
    ones. `horizon`: what the journal had recorded before this moment was counted.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="its first day")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    horizon = models.DateTimeField()
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField(help_text="how many figures it has; never more")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("publication of figures")
        verbose_name_plural = _("publications of figures")
        ordering = ("-month", "place_id", "number")
        constraints = [
            models.UniqueConstraint(
                name="publications_of_a_month_are_numbered", fields=("place", "month", "number")
            ),
            models.CheckConstraint(
                name="a_corrected_publication_says_why", condition=Q(number=1) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_month_begins_on_its_first_day", condition=Q(month__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.month:%Y-%m} #{self.number}"


class PublishedFigure(models.Model):
    """One figure of a publication: of the place, or of one of the places below it.

    Values as in `figures.Figure`; the two numbers are what was counted. `cuts`: it counts a part of
    a block (blocks.py), and is told to nobody.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="figures")
    measure = models.CharField(max_length=40)
    place = models.CharField(max_length=20, db_collation="C")
    with_excluded = models.BooleanField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField()
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    cuts = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="a_figure_is_published_once",
                fields=("publication", "measure", "place", "with_excluded"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.measure} {self.place}: {self.value}"


class Publishing(models.Model):
    """That a month is to be published: the worker counts it, and says what became of it.

    Waiting as long as there is neither a publication nor a refusal.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="its first day")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    publication = models.OneToOneField(
        Publication, null=True, on_delete=models.PROTECT, related_name="+"
    )
    refusal = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                name="a_month_is_being_published_once",
                fields=("place", "month"),
                condition=Q(publication=None, refusal=""),
            ),
            models.CheckConstraint(
                name="what_was_refused_was_not_published",
                condition=Q(publication=None) | Q(refusal=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.month:%Y-%m}"

    @property
    def waits(self) -> bool:
        """Whether the worker has not counted it yet."""
        return self.publication_id is None and not self.refusal
