"""An application for admission (准入), and the admitted item that comes of it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.admission.models.lists import ListedItem
from linli.ground.org.models import Unit, User
from linli.matters.models import Matter, Participation


class State(models.TextChoices):
    """Where an application, and the item after it, stands."""

    DRAFT = "draft", pgettext_lazy("application", "Draft")
    SUBMITTED = "submitted", _("Submitted")
    SCREENED = "screened", _("Screened")
    JOINT_REVIEW = "joint_review", _("In joint review")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    REJECTED = "rejected", pgettext_lazy("application", "Rejected")
    FUND_ARRIVED = "fund_arrived", _("Money has arrived")
    ACTIVE = "active", pgettext_lazy("item", "In force")
    REVIEW = "review", pgettext_lazy("item", "Under review")
    RENEWED = "renewed", pgettext_lazy("item", "Renewed")
    WITHDRAWN = "withdrawn", pgettext_lazy("item", "Withdrawn")


IN_FORCE = (State.ACTIVE, State.REVIEW, State.RENEWED)
"""The states in which tasks may be handed out under an item, within its term."""

ADMITTED = (State.APPROVED, State.FUND_ARRIVED, *IN_FORCE)
"""The states of an item that has been admitted and is not over."""


class Subject(models.TextChoices):
    """What would enter the communities; all of it is subject to admission (准入范围)."""

    TASK = "task", _("Task")
    FORM = "form", _("Form or ledger")
    SURVEY = "survey", _("Survey")
    INSPECTION = "inspection", _("Inspection")
    APPRAISAL = "appraisal", _("Appraisal or contest")
    INSTITUTION = "institution", _("Institution or sign on the door")
    CERTIFICATE = "certificate", _("Certificate")
    APP = "app", _("App or chat group")


class Funding(models.TextChoices):
    """How the money follows the work (费随事转)."""

    NONE = "none", _("None is needed")
    WORKLOAD = "workload", _("By workload, for work of limited time")
    OPERATING = "operating", _("Running costs, for lasting work")
    PURCHASE = "purchase", _("A service that is bought")


class Exemption(models.TextChoices):
    """On what ground an item is admitted without the procedure."""

    STATUTORY = "statutory", _("A duty that a law sets")
    EMERGENCY = "emergency", _("An emergency")
    OWN_REQUEST = "own_request", _("The communities asked for it themselves")


class Admission(Matter):
    """What a department wants communities to do, and what it brings with it.

    Its place is where it holds: the whole district, or a street. Hours are person-hours of each
    community; money is in yuan, for all of them together and the whole term.
    """

    department = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="admissions")
    subject = models.CharField(max_length=12, choices=Subject.choices)
    listed = models.ForeignKey(
        ListedItem, null=True, on_delete=models.PROTECT, related_name="admissions"
    )
    basis = models.TextField()
    content = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    staff = models.TextField()
    funding = models.CharField(max_length=12, choices=Funding.choices)
    money = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    data_needed = models.TextField(blank=True)
    training = models.TextField(blank=True)
    evaluation = models.TextField(blank=True)
    exemption = models.CharField(max_length=12, choices=Exemption.choices, blank=True)
    exemption_reason = models.TextField(blank=True)
    exempted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    conditions = models.TextField(blank=True)
    in_force_since = models.DateTimeField(null=True)
    review_since = models.DateTimeField(null=True)
    """Since when it is reviewed, or was the last time."""

    class Meta:
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")
        constraints = [
            models.CheckConstraint(
                name="an_item_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="money_is_promised_where_it_follows_the_work",
                condition=Q(funding="none", money=0) | (~Q(funding="none") & Q(money__gt=0)),
            ),
            models.CheckConstraint(
                name="an_exemption_has_a_reason",
                condition=Q(exemption="") | ~Q(exemption_reason=""),
            ),
            models.CheckConstraint(
                name="somebody_grants_an_exemption_that_is_claimed",
                condition=Q(exempted_by__isnull=True) | ~Q(exemption=""),
            ),
        ]


class ResidentsVote(models.Model):
    """What the residents of a community said to an item that was reviewed; numbers, no names."""

    part = models.OneToOneField(
        Participation, primary_key=True, on_delete=models.CASCADE, related_name="residents_vote"
    )
    held_on = models.DateField()
    in_favour = models.PositiveIntegerField()
    against = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="somebody_has_voted", condition=Q(in_favour__gt=0) | Q(against__gt=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.in_favour} / {self.against}"


class Workload(models.Model):
    """The person-hours that an item takes of each community in a month, its first day given."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="workload")
    month = models.DateField()
    hours = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("month",)
        constraints = [
            models.UniqueConstraint(name="a_month_has_one_workload", fields=("admission", "month")),
            models.CheckConstraint(name="a_month_by_its_first_day", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.hours}"


class FormField(models.Model):
    """A field of the form or ledger: filled in from what linli has, or typed by communities."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="fields")
    name = models.CharField(max_length=60)
    known = models.BooleanField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="a_form_has_a_field_once", fields=("admission", "name"))
        ]

    def __str__(self) -> str:
        return self.name


class Arrival(models.Model):
    """Money for an item that has arrived, in yuan."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="arrivals")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    arrived_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("arrived_on", "pk")
        constraints = [
            models.CheckConstraint(name="money_arrives_in_amounts", condition=Q(amount__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.arrived_on}: {self.amount}"
