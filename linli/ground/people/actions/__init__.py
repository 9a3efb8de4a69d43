"""Everything that changes what is known of residents, and the one way to see it whole."""

from linli.ground.people.actions.consents import (
    declare_purposes,
    give_consent,
    withdraw_consent,
)
from linli.ground.people.actions.looking import (
    ask_for_access,
    decide_access,
    name_guardian,
    reveal,
    reveal_or_ask,
)
from linli.ground.people.actions.refusals import (
    MAX_REASON,
    MIN_REASON,
    REVEALED_FIELDS,
    AlreadyDecided,
    AlreadyWithdrawn,
    DocumentTaken,
    DoesNotLiveThere,
    NoGuardian,
    NotADocument,
    NotAllowed,
    NotApproved,
    ReasonNeeded,
    UnknownField,
)
from linli.ground.people.actions.register import (
    add_contact,
    move_in,
    move_out,
    open_account,
    record_document,
    register_household,
    remember_resident,
)
from linli.ground.people.actions.resealing import Resealed, reencrypt

__all__ = [
    "MAX_REASON",
    "MIN_REASON",
    "REVEALED_FIELDS",
    "AlreadyDecided",
    "AlreadyWithdrawn",
    "DocumentTaken",
    "DoesNotLiveThere",
    "NoGuardian",
    "NotADocument",
    "NotAllowed",
    "NotApproved",
    "ReasonNeeded",
    "Resealed",
    "UnknownField",
    "add_contact",
    "ask_for_access",
    "decide_access",
    "declare_purposes",
    "give_consent",
    "move_in",
    "move_out",
    "name_guardian",
    "open_account",
    "record_document",
    "reencrypt",
    "register_household",
    "remember_resident",
    "reveal",
    "reveal_or_ask",
    "withdraw_consent",
]
