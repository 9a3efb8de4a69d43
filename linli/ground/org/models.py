"""Who is who: units, users, and the duties that tie a user to a unit in a role for a time."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.ground.org.roles import ADMINISTRATORS, ROLES
from linli.ground.org.rules import SYSTEM
from linli.ground.places.models import Place
from linli.ground.reference.queries import recall

__all__ = [
    "LEVELS",
    "SCOPES",
    "SYSTEM",
    "Duty",
    "ServiceToken",
    "StaffSession",
    "TokenUse",
    "Unit",
    "UnitQuerySet",
    "User",
    "UserQuerySet",
]

SCOPES: dict[str, str | Promise] = {
    "cases.report": _("Report cases"),
    "cases.read": _("Read cases"),
    "cases.move": _("Move cases on"),
    "supervision.read": _("Read supervision"),
    "supervision.answer": _("Answer supervision"),
    "admission.read": _("Read what is asked of communities"),
    "admission.move": _("Hand out tasks, and move them, items and refusals on"),
    "whistle.read": _("Read whistles"),
    "whistle.move": _("Begin whistles and move them on"),
    "appraisal.read": _("Read appraisal, surveys and ratings to check"),
    "webhooks": _("Keep its own webhooks"),
}
"""What a token may be issued for."""


class UnitQuerySet(models.QuerySet["Unit"]):
    """Named reads of units."""

    def in_force(self, on: date) -> UnitQuerySet:
        """Units that exist on this day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gt=on))

    def found_by(self, text: str) -> UnitQuerySet:
        """Those whose name holds this text, or whose code begins with it."""
        return self.filter(Q(name__icontains=text) | Q(code__istartswith=text))

    def in_area(self, code: str) -> UnitQuerySet:
        """Units whose place lies in the place with this code."""
        return self.filter(place__code__startswith=code)


class Unit(models.Model):
    """An organisation that can hold a matter: a grid's team, a street office, a department."""

    class Kind(models.TextChoices):
        """What a unit is."""

        GRID = "grid", _("Grid")
        COMMUNITY = "community", _("Community")
        SUBDISTRICT = "subdistrict", _("Street office")
        DISTRICT_CENTER = "district_center", _("District governance centre")
        DEPARTMENT = "department", _("Department")
        PROPERTY_COMPANY = "property_company", _("Property company")
        RESIDENT_UNIT = "resident_unit", _("Resident unit")
        SOCIAL_ORGANIZATION = "social_organization", _("Social organisation")

    code = models.CharField(max_length=32, unique=True, db_collation="C")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    phone = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField(null=True, blank=True, help_text="empty: since ever")
    valid_to = models.DateField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> str:
        """The level of the ladder: grid, community, street, department or district."""
        return LEVELS[self.Kind(self.kind)]


LEVELS: dict[Unit.Kind, str] = {
    Unit.Kind.GRID: "grid",
    Unit.Kind.COMMUNITY: "community",
    Unit.Kind.SUBDISTRICT: "street",
    Unit.Kind.DISTRICT_CENTER: "district",
    Unit.Kind.DEPARTMENT: "department",
    Unit.Kind.PROPERTY_COMPANY: "community",
    Unit.Kind.RESIDENT_UNIT: "community",
    Unit.Kind.SOCIAL_ORGANIZATION: "community",
}


class UserQuerySet(models.QuerySet["User"]):
    """Named reads of users."""

    def listed(self) -> UserQuerySet:
        """Who works here: no residents, and not the program's own account."""
        return self.exclude(kind=User.Kind.RESIDENT).exclude(username=SYSTEM)

    def found_by(self, text: str) -> UserQuerySet:
        """Those whose name, or user name, holds this text."""
        return self.filter(Q(name__icontains=text) | Q(username__icontains=text))


class UserManager(BaseUserManager["User"]):
    """Finds a user by the name typed at sign-in."""

    def get_queryset(self) -> UserQuerySet:
        """All users."""
        return UserQuerySet(self.model, using=self._db)

    def listed(self) -> UserQuerySet:
        """Who works here: no residents, and not the program's own account."""
        return self.get_queryset().listed()

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with this name; names are compared without case."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """Whoever does something: a member of staff, a resident, or a service account."""

    class Kind(models.TextChoices):
        """Decides which door a user comes in by."""

        STAFF = "staff", _("Staff")
        RESIDENT = "resident", _("Resident")
        SERVICE = "service", _("Service account")

    class Administrator(models.TextChoices):
        """The three separated administrators; one column, so no account can hold two of them.

        Source: GB/T 22239-2019, level 3 (三员分离).
        """

        SYSTEM = "system", _("System administrator")
        SECURITY = "security", _("Security administrator")
        AUDIT = "audit", _("Audit administrator")

    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    administrator = models.CharField(max_length=10, choices=Administrator.choices, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # Empty: from before ages were kept, or nobody signs in by name.
    password_set_at = models.DateTimeField(null=True)
    # Chosen by somebody else, so good for nothing but choosing an own one.
    password_temporary = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="one_user_of_a_name"),
            models.CheckConstraint(
                name="only_staff_administer", condition=Q(administrator="") | Q(kind="staff")
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def is_staff(self) -> bool:
        """Whether this user works here, as against living here."""
        return self.kind == self.Kind.STAFF

    @cached_property
    def all_duties(self) -> list[Duty]:
        """Every duty ever given to this user, with its unit; as of the first time it is asked."""
        if self.kind == self.Kind.RESIDENT:
            return []
        return recall(("duties", self.pk), lambda: Duty.objects.all_of(self.pk))

    def duties_at(self, at: datetime) -> list[Duty]:
        """The duties in force at this moment, by the calendar of the place."""
        today = timezone.localdate(at)
        return [duty for duty in self.all_duties if duty.in_force(today)]

    def duties_with(self, capability: str, at: datetime) -> list[Duty]:
        """The duties in force that give this capability."""
        return [duty for duty in self.duties_at(at) if capability in ROLES[duty.role].capabilities]

    def has_capability(self, capability: str, place_code: str | None, at: datetime) -> bool:
        """Whether a duty in force gives this capability at that place (None: at any place)."""
        if not self.is_active:
            return False
        if self.administrator and capability in ADMINISTRATORS[self.administrator].capabilities:
            return True
        return any(
            place_code is None or place_code.startswith(duty.unit.place_id)
            for duty in self.duties_with(capability, at)
        )

    def has_any_capability(self, capability: str, at: datetime) -> bool:
        """Whether some duty in force, anywhere, gives this capability."""
        return self.has_capability(capability, None, at)

    def unit_ids_at(self, at: datetime) -> set[int]:
        """The units in which this user has a duty at this moment."""
        return {duty.unit_id for duty in self.duties_at(at)}


class DutyQuerySet(models.QuerySet["Duty"]):
    """Named reads of duties."""

    def all_of(self, user_id: int) -> list[Duty]:
        """Every duty ever given to a user, with its unit."""
        return list(self.filter(user_id=user_id).select_related("unit").order_by("pk"))

    def in_force(self, on: date) -> DutyQuerySet:
        """Duties that hold on this day."""
        return self.not_over(on).filter(valid_from__lte=on)

    def not_over(self, on: date) -> DutyQuerySet:
        """Duties that hold on this day or begin later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))


class Duty(models.Model):
    """A user's role in a unit for a time; the only source of what staff may see and do."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                name="one_open_duty_of_a_kind",
                fields=("user", "unit", "role"),
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="duty_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {ROLES[self.role].label} · {self.unit}"

    @property
    def role_label(self) -> str:
        """The role's name in the reader's language."""
        return str(ROLES[self.role].label)

    def in_force(self, on: date) -> bool:
        """Whether the duty holds on this day; its last day is `valid_to` less one."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


class StaffSessionQuerySet(models.QuerySet["StaffSession"]):
    """Named reads of staff sessions."""

    def open_at(self, at: datetime) -> StaffSessionQuerySet:
        """Sessions neither closed nor run out."""
        return self.filter(closed_at__isnull=True, opened_at__lte=at, ends_at__gt=at)


class StaffSession(models.Model):
    """A time in which an administrator may see content, opened with a reason and journalled."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_sessions")
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = StaffSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_staff_session", fields=("user",), condition=Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.reason}"


class ServiceTokenQuerySet(models.QuerySet["ServiceToken"]):
    """Named reads of tokens."""

    def usable(self, at: datetime) -> ServiceTokenQuerySet:
        """Tokens neither expired nor revoked."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=at), revoked_at__isnull=True
        )


class ServiceToken(models.Model):
    """A key by which a service account uses the API; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ServiceTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.label

    @property
    def scope_labels(self) -> list[str]:
        """What it was issued for, in the reader's language."""
        return [str(SCOPES.get(scope, scope)) for scope in self.scopes]

    def usable_at(self, at: datetime) -> bool:
        """Whether the token is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def allows(self, scope: str) -> bool:
        """Whether the token was issued for this scope."""
        return scope in self.scopes


class TokenUse(models.Model):
    """When a token was used last, and from which network; in a table of its own.

    Tokens are remembered by every process until one of them changes; a use changes none.
    """

    token = models.OneToOneField(
        ServiceToken, primary_key=True, on_delete=models.CASCADE, related_name="use"
    )
    last_at = models.DateTimeField()
    # The address without its last part, as it may be shown.
    network = models.CharField(max_length=48, blank=True)

    def __str__(self) -> str:
        return f"{self.token} {self.last_at:%Y-%m-%d}"
