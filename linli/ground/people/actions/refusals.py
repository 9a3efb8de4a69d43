"""Why an action on residents' data was not done; `str(error)` tells the user."""

from __future__ import annotations

MIN_REASON = 4
"""Characters; four Chinese ones say what for (回访核实)."""

MAX_REASON = 200

REVEALED_FIELDS = ("name", "phone", "id_number")
"""What `reveal` can show of a resident."""


class NotAllowed(PermissionError):
    """The user has no duty that lets them do this here."""


class ReasonNeeded(ValueError):
    """Personal data is shown in full only for a reason of some words."""


class UnknownField(ValueError):
    """A resident has no such personal data."""


class NotADocument(ValueError):
    """The number does not fit the kind of document."""


class DocumentTaken(ValueError):
    """Another resident is registered with this document."""


class PhoneTaken(ValueError):
    """Another resident is known by this phone."""


class DoesNotLiveThere(ValueError):
    """The resident is not, or no longer, a member of the household."""


class AlreadyWithdrawn(ValueError):
    """The consent was withdrawn before."""


class TooManyRows(ValueError):
    """A table has more rows than are read at once."""


class NotApproved(PermissionError):
    """A minor's data is shown only after somebody else has approved it."""


class NoGuardian(ValueError):
    """A minor needs a guardian, who is of age and somebody else."""


class AlreadyDecided(ValueError):
    """The request to see a minor's data was decided before."""
