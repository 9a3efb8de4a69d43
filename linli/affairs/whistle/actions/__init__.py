"""Everything that changes a whistle: proposing and blowing it, reporting in, judging, closing."""

from linli.affairs.whistle.actions.archiving import archive_whistles
from linli.affairs.whistle.actions.beginning import (
    MayNotBegin,
    NothingSaid,
    WhistleRefused,
    blow_at_once,
    prepare,
    propose,
)
from linli.affairs.whistle.actions.blowing import blow, blow_again, call_off, name, plan, release
from linli.affairs.whistle.actions.closing import close, confirm, rate_whistle
from linli.affairs.whistle.actions.disputes import (
    escalate,
    instruct,
    object_,
    overrule,
    uphold,
)
from linli.affairs.whistle.actions.reporting import (
    contact,
    correct_attendance,
    finish,
    report_in,
    sign,
)
from linli.affairs.whistle.actions.sources import answer, take_up, withdraw

__all__ = [
    "MayNotBegin",
    "NothingSaid",
    "WhistleRefused",
    "answer",
    "archive_whistles",
    "blow",
    "blow_again",
    "blow_at_once",
    "call_off",
    "close",
    "confirm",
    "contact",
    "correct_attendance",
    "escalate",
    "finish",
    "instruct",
    "name",
    "object_",
    "overrule",
    "plan",
    "prepare",
    "propose",
    "rate_whistle",
    "release",
    "report_in",
    "sign",
    "take_up",
    "uphold",
    "withdraw",
]
