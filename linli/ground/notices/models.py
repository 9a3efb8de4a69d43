"""Who was told what, what left for it by which way, and the codes by which residents sign in."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.ground.journal.models import address
from linli.ground.notices.kinds import NOTICES
from linli.ground.org.models import User
from linli.ground.people import masking
from linli.ground.people.ciphers import search_hash
from linli.ground.people.fields import SealedField
from linli.ground.people.models import Resident, phone_hash

ONE_OF_TWO = Q(user__isnull=False, resident__isnull=True) | Q(
    user__isnull=True, resident__isnull=False
)
"""A row belongs to a member of the staff or to a resident."""


def masked_address(text: str) -> str:
    """An address without what tells whose it is: 139****0001, l***@example.org, w***."""
    name, at, domain = text.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return masking.phone(text) if text.isdigit() else f"{text[:1]}***"


def address_hash(channel: str, to: str) -> bytes:
    """The hash by which what was sent to an address is found; of a phone that of its resident."""
    sms = channel == Message.Channel.SMS
    return phone_hash(to) if sms else search_hash(f"address {channel}", to)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Named reads of notifications."""

    def to(self, user: User) -> NotificationQuerySet:
        """What this user, or the resident whose account it is, was told."""
        if user.kind == User.Kind.RESIDENT:
            return self.filter(resident__user=user)
        return self.filter(user=user)

    def unread(self) -> NotificationQuerySet:
        """Those nobody has looked at yet."""
        return self.filter(read_at__isnull=True)

    def about(self, thing: models.Model) -> NotificationQuerySet:
        """What people were told of this record, oldest first."""
        kind, key = address(thing)
        return self.filter(about_kind=kind, about_id=key).order_by("at", "pk")


class Notification(models.Model):
    """Somebody was told something: their inbox, and the record of it. `values` has no names."""

    code = models.CharField(max_length=64)
    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    resident = models.ForeignKey(
        Resident, null=True, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    about_kind = models.CharField(max_length=64, blank=True, db_collation="C")
    about_id = models.CharField(max_length=64, blank=True, db_collation="C")
    link = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(name="notification_has_one_recipient", condition=ONE_OF_TWO)
        ]
        indexes = [
            models.Index(
                name="notification_of_user",
                fields=("user", "-at", "-id"),
                condition=Q(user__isnull=False),
            ),
            models.Index(
                name="notification_of_resident",
                fields=("resident", "-at", "-id"),
                condition=Q(resident__isnull=False),
            ),
            models.Index(
                name="notification_unread",
                fields=("user",),
                condition=Q(user__isnull=False, read_at__isnull=True),
            ),
            models.Index(name="notification_about", fields=("about_kind", "about_id")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.about_id}"

    @property
    def line(self) -> str:
        """What it says, in the reader's language."""
        notice = NOTICES.get(self.code)
        return notice.subject({"link": "", **self.values}) if notice else self.code


class MessageQuerySet(models.QuerySet["Message"]):
    """Named reads of messages."""

    def due(self, at: datetime) -> MessageQuerySet:
        """Those to be sent now, and those whose sender has vanished.

        Of a bundle only the message that leads it: whoever claims that has them all.
        """
        waiting = Q(state=Message.State.WAITING, due_at__lte=at)
        leading = Q(bundle=None) | Q(bundle=F("pk"))
        return self.filter(waiting | Q(state=Message.State.SENDING, lease_until__lte=at), leading)

    def stuck(self) -> MessageQuerySet:
        """Those that wait for a person: given up, or nobody knows whether they arrived."""
        return self.filter(state__in=(Message.State.FAILED, Message.State.DOUBTFUL))


class Message(models.Model):
    """What leaves for one address by one way. Address and words are sealed: they may hold a code.

    `bundle` is the message that leads those going out together, often this one; it carries the key.
    """

    class Channel(models.TextChoices):
        """The way it goes."""

        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        WECOM = "wecom", _("WeCom")
        WECHAT = "wechat", _("WeChat")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")
        DOUBTFUL = "doubtful", _("Not known whether it arrived")

    notification = models.ForeignKey(
        Notification, null=True, on_delete=models.CASCADE, related_name="messages"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    code = models.CharField(max_length=64, blank=True)
    audience = models.CharField(max_length=10, default="resident")
    language = models.CharField(max_length=10, default="zh-hans")
    place_code = models.CharField(max_length=20, blank=True, db_collation="C")
    address = SealedField(_("address"), mask=masked_address)
    address_hash = models.BinaryField(max_length=32)
    subject = SealedField(_("subject"))
    text = SealedField(_("text"))
    # What stands in the places of the words, as JSON: for gateways that keep the words themselves.
    values = SealedField(_("values"))
    # The record it tells of, named as the journal names it; empty for a code.
    about_kind = models.CharField(max_length=64, blank=True, db_collation="C")
    about_id = models.CharField(max_length=64, blank=True, db_collation="C")
    urgent = models.BooleanField(default=False)
    digest = models.BooleanField(default=False)
    bundle = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="bundled")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    external_id = models.CharField(max_length=100, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="message_sent_has_a_time",
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="message_being_sent_has_a_lease",
                condition=~Q(state="sending") | Q(lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="message_newest", fields=("-created_at", "-id")),
            models.Index(name="message_to", fields=("address_hash", "-created_at")),
            models.Index(name="message_due", fields=("due_at",), condition=Q(state="waiting")),
            models.Index(
                name="message_lease", fields=("lease_until",), condition=Q(state="sending")
            ),
            models.Index(
                name="message_stuck",
                fields=("-created_at",),
                condition=Q(state__in=("failed", "doubtful")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.address}"

    @property
    def key(self) -> str:
        """What a gateway knows it by: the same key again is the same message."""
        return f"linli-{self.bundle_id or self.pk}"


class Preference(models.Model):
    """How somebody wants to be told. What the law has to be told to them comes all the same."""

    user = models.OneToOneField(User, null=True, on_delete=models.CASCADE, related_name="notices")
    resident = models.OneToOneField(
        Resident, null=True, on_delete=models.CASCADE, related_name="notices"
    )
    language = models.CharField(max_length=10, blank=True)
    # The channel that comes before those of the rule pack; empty: none does.
    channel = models.CharField(max_length=10, choices=Message.Channel.choices, blank=True)
    email = SealedField(_("e-mail"), mask=masked_address)
    wecom = SealedField(_("WeCom account"), mask=masked_address)
    # Of the staff, for what cannot wait alone; a resident's is with the resident.
    phone = SealedField(_("mobile number"), mask=masking.phone)
    few = models.BooleanField(default=False)
    refused: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(name="preference_has_one_owner", condition=ONE_OF_TWO)
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    """Named reads of codes."""

    def sent_to(self, phone: str) -> OneTimeCodeQuerySet:
        """Those for this normalised number, the newest first; only the newest is good."""
        return self.filter(phone_hash=phone_hash(phone)).order_by("-created_at", "-pk")


class OneTimeCode(models.Model):
    """A code that proves, for some minutes, that somebody reads the messages of a phone.

    Only keyed hashes are kept: who has the database alone can try out no code.
    """

    phone_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    # Of the network address that asked for it; empty where it is not known.
    asked_from_hash = models.BinaryField(max_length=32, default=b"")
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [
            models.Index(name="code_newest", fields=("phone_hash", "-created_at")),
            models.Index(name="code_by_address", fields=("asked_from_hash", "-created_at")),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be used, attempts left aside."""
        return self.used_at is None and at < self.expires_at
