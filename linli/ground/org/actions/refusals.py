"""What every change of the organisation may be refused with."""

from __future__ import annotations


class OrgError(ValueError):
    """A change of the organisation that is not possible; `str(error)` says why."""


class NotAllowed(PermissionError):
    """The user has no duty, or is no administrator, to do this."""


class ToOneself(OrgError):
    """Nobody gives rights to themselves, nor blocks their own account."""
