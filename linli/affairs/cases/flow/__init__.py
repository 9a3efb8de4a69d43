"""The life of a case, after 北京市接诉即办工作条例 and 滨州市社会治理网格化服务管理条例."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import notices, queries
from linli.affairs.cases.events import SETTLED_ON_THE_SPOT
from linli.affairs.cases.flow import (
    afterwards,
    closing,
    handling,
    intake,
    leave,
    merging,
    sealing,
    together,
)
from linli.affairs.cases.flow.words import WORDS
from linli.affairs.cases.models import Case
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import scope, told_against, visible_to
from linli.matters.flow import Clock, Flow
from linli.matters.grounds import Cause, Ground

UNSETTLED = (S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.RETURNING, S.IN_PROGRESS)
WITH_UNITS = (S.DISPATCHED, S.SIGNED, S.RETURNING, S.IN_PROGRESS)
RESTING = (S.WAITING, S.DEFERRED)

flow: Flow[Case] = Flow(
    "case",
    S,
    app="cases",
    entries=(S.REPORTED, S.FINISHED),
    final=(S.NOT_ACCEPTED, S.CLOSED, S.WITHDRAWN, S.TERMINATED, S.MERGED),
    visible_to=visible_to,
    scope=scope,
    handled_by=(SETTLED_ON_THE_SPOT,),
    moves=[
        *intake.MOVES,
        *handling.MOVES,
        *together.MOVES,
        *leave.MOVES,
        *closing.MOVES,
        *afterwards.MOVES,
        *merging.MOVES,
        *sealing.MOVES,
    ],
    ladder="cases.escalation",
    in_charge=queries.in_charge,
    tells={"notify": notices.NEAR, "remind": notices.REMINDED, "flag": notices.FLAGGED},
    keeps_from=told_against,
    has_reporter=True,
    label=_("Cases"),
    words=WORDS,
    grounds={name: Cause(Ground.UNSOLVED) for name in ("reopen", "redo", "found_again")},
    clocks=[
        Clock("triage", _("Triage"), (S.REPORTED,), "cases.limits.triage"),
        Clock("dispatch", _("Dispatch"), (S.ACCEPTED,), "cases.limits.dispatch"),
        Clock("sign", _("Sign"), (S.DISPATCHED,), "cases.limits.sign"),
        Clock("contact", _("Contact"), (S.DISPATCHED, S.SIGNED), "cases.limits.contact"),
        Clock(
            "handle",
            _("Handle"),
            UNSETTLED,
            queries.handle_limit,
            paused_in=RESTING,
            extension="cases.extension",
        ),
        Clock(
            "co_handle",
            _("Do one's part"),
            WITH_UNITS,
            "cases.limits.co_handle",
            paused_in=RESTING,
            asked=True,
        ),
        Clock(
            "judge_return",
            _("Judge the return"),
            (S.RETURNING,),
            "cases.limits.judge_return",
            of_holder=False,
        ),
        Clock("verify", _("Verify"), (S.FINISHED,), "cases.limits.verify", of_holder=False),
        Clock(
            "follow_up", _("Follow up"), (S.VERIFIED,), "cases.limits.follow_up", of_holder=False
        ),
    ],
)

DISPATCHED = flow.events["dispatch"].code
"""The code of the entry that says that somebody gave the case to a unit."""

ASKED = frozenset(
    flow.events[name].code
    for name in (
        *("rate", "rate_too", "follow_up", "follow_up_one", "not_reached"),
        *("ask_again", "missed_again"),
    )
)
"""The codes of the entries that say that a reporter answered, or was asked in vain."""
