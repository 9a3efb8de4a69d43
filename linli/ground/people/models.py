"""Residents, their households, and what their data may be used for. Everything said is sealed."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.people import ciphers, masking, rules
from linli.ground.people.fields import SealedField
from linli.ground.places.models import Place


def phone_hash(phone: str) -> bytes:
    """The hash by which a normalised phone number is found."""
    return ciphers.search_hash("phone", phone)


def document_hash(document: str, number: str) -> bytes:
    """The hash by which an identity document is found; the same number on another kind differs."""
    return ciphers.search_hash(f"document {document}", number)


def in_words(chinese: str, english: str) -> str:
    """Of two texts the one in the reader's language; Chinese where there is no other."""
    return english if english and (get_language() or "").startswith("en") else chinese


class ResidentQuerySet(models.QuerySet["Resident"]):
    """Named reads of residents."""

    def with_phone(self, phone: str) -> ResidentQuerySet:
        """The one with this normalised phone number, if any."""
        return self.filter(phone_hash=phone_hash(phone))

    def with_document(self, document: str, number: str) -> ResidentQuerySet:
        """The one with this identity document, if any."""
        return self.filter(document_hash=document_hash(document, number))

    def visible_to(self, user: User, at: datetime) -> ResidentQuerySet:
        """Those whom this user may look up (rules.visible_to), each once."""
        return self.filter(rules.visible_to(user, at)).distinct()


class Resident(models.Model):
    """A person whom the community serves. One phone number is one resident: it is how they sign in.

    No date of birth, sex or ethnicity is kept: no purpose in the registry needs them (personal
    information protection law, Art. 6). Of a child only the day is, on which they turn 14, until
    that day: before it their data is sensitive and needs a guardian's consent (Art. 28, 31).
    """

    class Document(models.TextChoices):
        """An identity document."""

        ID_CARD = "id_card", _("Identity card")
        PASSPORT = "passport", _("Passport")
        RESIDENCE_PERMIT = "residence_permit", _("Residence permit (Hong Kong, Macao, Taiwan)")
        FOREIGNER_CARD = "foreigner_card", _("Foreigner's permanent residence card")

    name = SealedField(_("name"), mask=masking.name)
    phone = SealedField(_("phone"), mask=masking.phone)
    phone_hash = models.BinaryField(max_length=32, unique=True, null=True)
    document = models.CharField(max_length=20, choices=Document.choices, blank=True)
    id_number = SealedField(_("document number"), mask=masking.id_number)
    document_hash = models.BinaryField(max_length=32, unique=True, null=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="resident",
    )
    minor_until = models.DateField(null=True)
    guardian = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="wards")
    created_at = models.DateTimeField()

    objects = ResidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        constraints = [
            models.CheckConstraint(
                name="resident_document_has_a_hash",
                condition=Q(document="", document_hash__isnull=True)
                | (~Q(document="") & Q(document_hash__isnull=False)),
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_guardian",
                condition=Q(guardian__isnull=True) | ~Q(guardian=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name) or str(self.phone)

    def is_minor(self, on: date) -> bool:
        """Whether the resident is under 14 on this day, as far as is known."""
        return self.minor_until is not None and on < self.minor_until


class Contact(models.Model):
    """Another way to reach a resident."""

    class Kind(models.TextChoices):
        """By what."""

        PHONE = "phone", _("Another phone")
        EMAIL = "email", _("E-mail")
        WECHAT = "wechat", _("WeChat")
        OTHER = "other", _("Other")

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = SealedField(_("contact"))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


class Household(models.Model):
    """A dwelling and who lives there together. The place is the building, or the grid."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="households")
    address = SealedField(_("address"), mask=masking.address)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")

    def __str__(self) -> str:
        return str(self.address)


class HouseholdMemberQuerySet(models.QuerySet["HouseholdMember"]):
    """Named reads of who lives where."""

    def living_there(self, on: date) -> HouseholdMemberQuerySet:
        """Those who live in the household on this day; the last day is `valid_to` less one."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


class HouseholdMember(models.Model):
    """That a resident lives in a household, from one day to another."""

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="memberships")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("household member")
        verbose_name_plural = _("household members")
        constraints = [
            models.UniqueConstraint(
                name="lives_in_a_household_once",
                fields=("resident", "household"),
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident} · {self.household}"


class ProcessingPurpose(models.Model):
    """What personal data is used for, on which lawful basis, and how long it is kept.

    Source: personal information protection law, Art. 13, 17, 19.
    """

    class Basis(models.TextChoices):
        """The numbers of Art. 13 (1) that a community can rest on."""

        CONSENT = "consent", _("Consent")
        CONTRACT = "contract", _("Contract with the person")
        DUTY = "duty", _("Statutory duty")
        EMERGENCY = "emergency", _("Public health emergency or danger to life or property")
        PUBLISHED = "published", _("Published by the person")
        LAW = "law", _("Other case named by law")

    code = models.CharField(max_length=40, unique=True, db_collation="C")
    label = models.CharField(max_length=100)
    label_en = models.CharField(max_length=100, blank=True)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    article = models.CharField(max_length=200)
    # Columns, as `people.resident.phone`.
    fields = models.JSONField(default=list)
    # A limit of worktime, as `1095 calendar days`, counted from the end of the purpose.
    retention = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        ordering = ("code",)

    def __str__(self) -> str:
        return in_words(self.label, self.label_en)


class PurposeTextQuerySet(models.QuerySet["PurposeText"]):
    """Named reads of what people are told."""

    def in_force(self, on: date) -> PurposeTextQuerySet:
        """The newest text of each purpose that holds on this day."""
        begun = self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
        return begun.order_by("purpose__code", "-version").distinct("purpose__code")


class PurposeText(models.Model):
    """One version of what people are told about a purpose."""

    purpose = models.ForeignKey(ProcessingPurpose, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    text_en = models.TextField(blank=True)
    valid_from = models.DateField(null=True, help_text="empty: since it was declared")
    created_at = models.DateTimeField()

    objects = PurposeTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a purpose")
        verbose_name_plural = _("texts of purposes")
        ordering = ("purpose", "version")
        constraints = [
            models.UniqueConstraint(name="one_text_for_a_version", fields=("purpose", "version"))
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"

    @property
    def words(self) -> str:
        """The text in the reader's language; the Chinese one is the one that binds."""
        return in_words(self.text, self.text_en)


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Named reads of consents."""

    def in_force(self) -> ConsentQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """A resident's consent to one version of a text. Withdrawn once, never changed otherwise.

    Source: personal information protection law, Art. 14 to 16.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(PurposeText, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("given_at",)
        constraints = [
            models.UniqueConstraint(
                name="one_open_consent_to_a_text",
                fields=("resident", "text"),
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident} · {self.text}"


class MinorAccessQuerySet(models.QuerySet["MinorAccess"]):
    """Named reads of approvals to see the data of a minor."""

    def waiting(self) -> MinorAccessQuerySet:
        """Those nobody has decided yet."""
        return self.filter(granted_at__isnull=True, refused_at__isnull=True)

    def open(self, at: datetime) -> MinorAccessQuerySet:
        """Those granted and not run out."""
        return self.filter(granted_at__isnull=False, until__gt=at)


class MinorAccess(models.Model):
    """That somebody asked to see a minor's data, and who allowed it.

    Source: 未成年人网络保护条例 Art. 36 (approval of each access, with a record) and 37 (yearly
    audit).
    """

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="accesses")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    where = models.CharField(max_length=20, db_collation="C")
    reason = SealedField(_("reason"), mask=str)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    objects = MinorAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a minor's data")
        verbose_name_plural = _("accesses to minors' data")
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="access_granted_by_somebody_else",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.resident_id}: {self.asked_by_id}"
