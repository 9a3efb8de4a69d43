"""What residents ask about their data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.ground.people.models import Resident
from linli.matters.models import Matter


class Right(models.TextChoices):
    """What the law gives everybody towards whoever keeps data of them (个人信息保护法 ch. 4)."""

    SEE = "see", _("See or copy what is kept of me (Art. 45)")
    TRANSFER = "transfer", _("Take my data elsewhere (Art. 45)")
    CORRECT = "correct", _("Correct what is wrong (Art. 46)")
    DELETE = "delete", _("Delete what is kept of me (Art. 47)")
    EXPLAIN = "explain", _("Explain what is done with my data (Art. 48)")
    OBJECT = "object", _("Restrict or stop a use of my data (Art. 44)")


class State(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("Received")
    IN_HAND = "in_hand", _("In hand")
    GRANTED = "granted", _("Done")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class Ground(models.TextChoices):
    """Why a request may be refused; it is always said, with where to complain (Art. 50)."""

    KEPT_BY_LAW = "kept_by_law", _("A law sets how long it is kept, and the time is not over")
    NEEDED = "needed", _("A matter under way needs it")
    NOT_YOURS = "not_yours", _("It is not the data of whoever asks")
    SECRET = "secret", _("A law demands secrecy")
    CORRECT_AS_IS = "correct_as_is", _("Checked: it is right as it is")
    NOTHING_KEPT = "nothing_kept", _("Nothing of the kind is kept")


class DataRequest(Matter):
    """A resident's request about their own data."""

    resident = models.ForeignKey(
        Resident, null=True, on_delete=models.PROTECT, related_name="data_requests"
    )
    right = models.CharField(_("right"), max_length=12, choices=Right.choices)
    text = models.TextField(_("text"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    ground = models.CharField(_("ground"), max_length=16, choices=Ground.choices, blank=True)

    class Meta:
        verbose_name = _("request about data")
        verbose_name_plural = _("requests about data")
