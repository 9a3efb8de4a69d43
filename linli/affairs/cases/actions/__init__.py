"""Everything that changes a case: taking reports, making moves, keeping the catalogue."""

from linli.affairs.cases.actions.archiving import archive_cases
from linli.affairs.cases.actions.closing import (
    follow_up,
    lapse,
    rate,
    reopen,
    rework,
    verify,
)
from linli.affairs.cases.actions.handling import (
    contact,
    finish,
    grant_return,
    hand_down,
    raise_,
    refuse_return,
    request_return,
    sign,
)
from linli.affairs.cases.actions.importing import check_cases, import_cases
from linli.affairs.cases.actions.intake import accept, decline, dispatch
from linli.affairs.cases.actions.lapsing import lapse_unanswered
from linli.affairs.cases.actions.reporting import (
    Caller,
    MayNotReport,
    NothingReported,
    ReportRefused,
    TextTooLong,
    TooManyPhotos,
    UnknownCategory,
    UnknownPlace,
    UnknownUnit,
    report,
    settle_on_the_spot,
)
from linli.affairs.cases.actions.setting_up import first_rule, load_categories

__all__ = [
    "Caller",
    "MayNotReport",
    "NothingReported",
    "ReportRefused",
    "TextTooLong",
    "TooManyPhotos",
    "UnknownCategory",
    "UnknownPlace",
    "UnknownUnit",
    "accept",
    "archive_cases",
    "check_cases",
    "contact",
    "decline",
    "dispatch",
    "finish",
    "first_rule",
    "follow_up",
    "grant_return",
    "hand_down",
    "import_cases",
    "lapse",
    "lapse_unanswered",
    "load_categories",
    "raise_",
    "rate",
    "refuse_return",
    "reopen",
    "report",
    "request_return",
    "rework",
    "settle_on_the_spot",
    "sign",
    "verify",
]
