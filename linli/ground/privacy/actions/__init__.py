"""Everything that ends personal data, or keeps it from ending."""

from linli.ground.privacy.actions.copies import give_copy
from linli.ground.privacy.actions.ending import (
    ERASED,
    erase_contacts,
    erase_errors,
    erase_households,
    erase_minor_marks,
    erase_residents,
    erase_sessions,
    erase_staff_session_reasons,
    forget,
)
from linli.ground.privacy.actions.holds import (
    AlreadyLifted,
    NotAllowed,
    NothingToHold,
    ReasonNeeded,
    lift_hold,
    place_hold,
)
from linli.ground.privacy.actions.nightly import end_all, end_kind
from linli.ground.privacy.actions.records import (
    RecordRefused,
    add_step,
    close_incident,
    erase_incidents,
    erase_old,
    note_exchange,
    record_assessment,
    record_incident,
)
from linli.ground.privacy.actions.words import destroy_keys, seal_words

__all__ = [
    "ERASED",
    "AlreadyLifted",
    "NotAllowed",
    "NothingToHold",
    "ReasonNeeded",
    "RecordRefused",
    "add_step",
    "close_incident",
    "destroy_keys",
    "end_all",
    "end_kind",
    "erase_contacts",
    "erase_errors",
    "erase_households",
    "erase_incidents",
    "erase_minor_marks",
    "erase_old",
    "erase_residents",
    "erase_sessions",
    "erase_staff_session_reasons",
    "forget",
    "give_copy",
    "lift_hold",
    "note_exchange",
    "place_hold",
    "record_assessment",
    "record_incident",
    "seal_words",
]
