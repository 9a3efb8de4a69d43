"""What is in hand, and in whose hands it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import Unit, User
from linli.ground.places.codes import CODE_LENGTHS, Level
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


OPEN, ENDED = Q(closed_at__isnull=True), Q(closed_at__isnull=False)

SHOWN = (
    *("id", "kind", "state", "urgency", "topic", "place", "holder", "assignee", "created_by"),
    *("opened_at", "warn_at", "due_at"),
)
"""What lists of matters in hand filter, sort and count by."""


def _of_open(name: str, *fields: str) -> models.Index:
    """An index of what is in hand that answers a list without the rows themselves."""
    rest = [field for field in SHOWN if field not in fields]
    return models.Index(name=name, fields=fields, include=rest, condition=OPEN)


def _of_ended(name: str, *fields: str) -> models.Index:
    """An index of what has come to its end, for lists of the newest."""
    every = ("id", "kind", "place", "holder", "created_by", "state", "topic", "opened_at")
    rest = [field for field in (*every, "closed_at") if field not in fields]
    return models.Index(name=name, fields=fields, include=rest, condition=ENDED)


def _of_onlookers(name: str, *fields: str) -> models.Index:
    """An index of what has ended and a unit saw before, for lists of the newest."""
    every = ("matter", "kind", "state", "urgency", "topic", "place", "holder", "opened_at")
    rest = [field for field in (*every, "closed_at") if field not in fields]
    return models.Index(name=name, fields=fields, include=rest, condition=ENDED)


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
    topic = models.CharField(max_length=12, default="", db_collation="C")
    """What it is about: a code of the list that its kind has, for lists to filter by."""
    warn_at = models.DateTimeField(null=True)
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
    # De-identified since then: its time was over.
    archived_at = models.DateTimeField(null=True)

    told: Mapping[str, Any] = MappingProxyType({})
    """What the body of a move adds to its entry; the engine begins it anew for each move."""

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matter_closes_after_it_opens",
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
            )
        ]
        indexes = [
            models.Index(
                name="matter_to_archive",
                fields=("closed_at",),
                condition=Q(archived_at__isnull=True, closed_at__isnull=False),
            ),
            models.Index(name="matter_place", fields=("place", "opened_at")),
            # Lists of what is in hand read these alone, whatever they filter by.
            _of_open("matter_open_due", "due_at", "id"),
            _of_open("matter_open_since", "opened_at", "id"),
            _of_open("matter_open_in", "place", "due_at"),
            _of_open("matter_open_at", "holder", "due_at"),
            _of_open("matter_open_by", "created_by", "due_at"),
            _of_ended("matter_ended", "closed_at", "id"),
            _of_ended("matter_ended_about", "topic", "closed_at"),
            _of_ended("matter_ended_as", "state", "closed_at"),
            _of_ended("matter_ended_since", "opened_at", "id"),
            _of_ended("matter_ended_at", "holder", "closed_at"),
            _of_ended("matter_ended_by", "created_by", "closed_at"),
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

    @property
    def about(self) -> str:
        """The code for `topic`; a kind that has such a list says which."""
        return ""

    def tell(self, **data: Any) -> None:
        """Add keys and codes, never words, to what the journal keeps of the move being made."""
        self.told = {**self.told, **data}

    def tell_of(self, part: int, **data: Any) -> None:
        """Add what concerns a unit that was asked, by its participation; lists grow.

        The journal keeps it as it keeps what concerns the matter: `holder` is the unit.
        """
        parts = dict(self.told.get("parts", {}))
        kept = dict(parts.get(str(part), {}))
        for name, value in data.items():
            kept[name] = [*kept.get(name, ()), *value] if isinstance(value, list) else value
        self.tell(parts=parts | {str(part): kept})

    def clock_stopped(self, name: str, *, in_time: bool) -> None:
        """Let the entry of the move being made say that a clock was met, or was missed."""
        outcome = "met" if in_time else "missed"
        self.tell(**{outcome: [*self.told.get(outcome, ()), name]})

    @property
    def facts(self) -> dict[str, Any]:
        """By what figures count the matter: codes, numbers and moments, never words.

        The journal keeps them as they change, so that every figure can be counted from it alone.
        Moments are seconds since 1970 (UTC), 0 for none; the place is kept no closer than its grid.
        `level`: which level has settled it, empty as long as none has.
        """
        return {
            "place": self.place_id[:GRID_DIGITS],
            "topic": self.about,
            "channel": self.channel,
            "urgency": self.urgency,
            "due": int(self.due_at.timestamp()) if self.due_at else 0,
            "ended": self.closed_at is not None,
        }

    @property
    def limits_by(self) -> str:
        """Under which key a rule pack that tells limits apart has those of this matter."""
        return self.urgency

    def end(self, at: datetime) -> None:
        """Close the matter as of this moment; the engine saves it with the move.

        Where the clock was set back since it was opened, as of its opening.
        """
        self.closed_at = max(at, self.opened_at)


GRID_DIGITS = CODE_LENGTHS[Level.GRID]

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


class Onlooker(models.Model):
    """A unit that sees a matter which it does not hold: it has held it, or takes part in it.

    Kept by triggers of the database on holdings, participations and matters, as an index is. Of a
    matter that has ended it also holds what lists filter and sort by, so that what a unit saw
    before is found as what it holds is; while the matter is in hand, `closed_at` alone holds true.
    """

    matter = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="onlookers", db_index=False
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="looks_on", db_index=False
    )
    kind = models.CharField(max_length=24)
    state = models.CharField(max_length=24)
    urgency = models.CharField(max_length=12)
    topic = models.CharField(max_length=12, default="", db_collation="C")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    holder = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="an_onlooker_once", fields=("matter", "unit")),
        ]
        indexes = [
            models.Index(name="onlooker_open", fields=("unit", "matter"), condition=OPEN),
            _of_onlookers("onlooker_ended", "unit", "closed_at"),
            _of_onlookers("onlooker_ended_as", "unit", "state", "closed_at"),
            _of_onlookers("onlooker_ended_since", "unit", "opened_at"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} … {self.matter_id}"


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
