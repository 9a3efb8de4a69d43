"""What is in hand, and what hangs on it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit, User
from linli.ground.places.models import Place
from linli.ground.rulepacks.models import Edition

if TYPE_CHECKING:
    from linli.matters.flow import Flow


class Urgency(models.TextChoices):
    """How pressing a matter is; the rule pack ties limits to it."""

    EMERGENCY = "emergency", _("Emergency")
    URGENT = "urgent", _("Urgent")
    ORDINARY = "ordinary", _("Ordinary")
    COMPLEX = "complex", _("Complex")


class Channel(models.TextChoices):
    """The door by which a matter came in."""

    WEB = "web", _("Web page")
    COUNTER = "counter", _("Counter")
    PHONE = "phone", _("Phone")
    PATROL = "patrol", _("Grid patrol")
    IMPORT = "import", _("Import")
    API = "api", _("API")


class Visibility(models.TextChoices):
    """Who outside the office may see that the matter exists."""

    PARTIES = "parties", _("The parties only")
    ANONYMISED = "anonymised", _("Everybody, without persons")


class MatterQuerySet(models.QuerySet["Matter"]):
    """Named reads of matters."""

    def open(self) -> MatterQuerySet:
        """Matters that have not come to their end."""
        return self.filter(closed_at__isnull=True)

    def in_area(self, code: str) -> MatterQuerySet:
        """Matters whose place lies in the place with this code."""
        return self.filter(place__code__startswith=code)

    def overdue(self, at: datetime) -> MatterQuerySet:
        """Matters with a running deadline behind them."""
        return self.filter(due_at__lt=at, closed_at__isnull=True)


class Matter(models.Model):
    """Anything in hand; each kind extends it."""

    number = models.CharField(max_length=20, unique=True, db_collation="C")
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=24)
    urgency = models.CharField(max_length=12, choices=Urgency.choices, default=Urgency.ORDINARY)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False)
    holder = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="held", db_index=False
    )
    assignee = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="assigned", db_index=False
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.PARTIES
    )
    rule_pack = models.ForeignKey(Edition, on_delete=models.PROTECT, db_index=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="opened", db_index=False
    )
    version = models.PositiveIntegerField(default=1)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matter_closes_after_it_opens",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            )
        ]
        indexes = [
            models.Index(name="matter_place", fields=("place", "opened_at")),
            models.Index(
                name="matter_open_place",
                fields=("place", "due_at"),
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(name="matter_holder", fields=("holder", "closed_at", "due_at")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def flow(self) -> Flow[Any]:
        """The flow of the matter's kind."""
        return FLOWS[self.kind]

    @property
    def state_label(self) -> str:
        """The state's name in the reader's language."""
        return str(self.flow.states(self.state).label)

    def specific(self) -> Matter:
        """The record of the matter's own kind, such as the Case."""
        own = self if type(self) is not Matter else getattr(self, self.kind)
        assert isinstance(own, Matter)
        return own

    def end(self, at: datetime) -> None:
        """Close the matter as of this moment; the engine saves it with the move."""
        self.closed_at = at


FLOWS: dict[str, Flow[Any]] = {}
"""The flow of every kind of matter; a flow enters it when it is made."""


class Holding(models.Model):
    """A unit had the matter in its hands from `since` to `until`."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="holdings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_holder_at_a_time", fields=("matter",), condition=Q(until__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} → {self.unit_id}"


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Named reads of deadlines."""

    def running(self) -> DeadlineQuerySet:
        """Clocks not yet stopped, paused ones among them."""
        return self.filter(met_at__isnull=True)


class Deadline(models.Model):
    """A clock in motion: one of the flow's clocks, started on one matter."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="deadlines")
    name = models.CharField(max_length=24)
    limit = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_clock_runs_once",
                fields=("matter", "name"),
                condition=Q(met_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                name="deadline_to_warn",
                fields=("warn_at",),
                condition=Q(met_at__isnull=True, warned_at__isnull=True, paused=False),
            ),
            models.Index(
                name="deadline_to_miss",
                fields=("due_at",),
                condition=Q(met_at__isnull=True, missed_at__isnull=True, paused=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.name} → {self.due_at:%Y-%m-%d %H:%M}"


class Pause(models.Model):
    """A time in which a clock stood still: with a reason, an approver and a planned end."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=500)
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="pause_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="pause_ends_after_it_begins", condition=Q(until__gt=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.reason}"


class Attachment(models.Model):
    """A photo or document of a matter; its content lies in a file named by its digest."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    stage = models.CharField(
        max_length=8, choices=[("before", _("Before")), ("after", _("After"))], default="before"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether a browser shows it as a picture."""
        return self.content_type.startswith("image/")


class Comment(models.Model):
    """Something said about a matter, among the staff or to the resident."""

    class Audience(models.TextChoices):
        """Who reads the comment."""

        INTERNAL = "internal", _("Staff only")
        REPORTER = "reporter", _("Also the resident")

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience.choices)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text[:40]


class IdempotencyKey(models.Model):
    """A request already done: the same key again gives the same answer and does nothing."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    matter = models.ForeignKey(Matter, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_key_a_user", fields=("user", "key"))]

    def __str__(self) -> str:
        return self.key
