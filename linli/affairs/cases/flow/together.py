"""A lead unit and those it asks: each has its thread and clock, the first receiver answers for all.

北京市接诉即办工作条例 Art. 14 (首接负责).
"""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rules.predicates import predicate

from linli.affairs.cases import forms
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import complained_about
from linli.ground.org.models import User
from linli.matters.flow import Move
from linli.matters.rules import Attempt, duty, holds, is_asked


def waits_for_units(attempt: Attempt) -> str:
    """Units that were asked have neither answered nor been released."""
    names = [part.unit.name for part in attempt.participations if part.is_open]
    if not names:
        return ""
    return gettext("Still to answer: %(units)s. Wait for them, or release them with a reason.") % {
        "units": "、".join(names)
    }


@predicate  # type: ignore[untyped-decorator]
def asks_somebody(user: User, attempt: Attempt) -> bool:
    """The answer of some unit is waited for."""
    return any(part.is_open for part in attempt.participations)


LEADS = (holds("cases.handle") | duty("cases.dispatch")) & ~complained_about

MOVES = [
    Move(
        name="ask_unit",
        label=_("Ask a unit to do its part"),
        done=_("Unit asked to do its part"),
        sources=(S.DISPATCHED, S.SIGNED, S.IN_PROGRESS),
        target=None,
        by=LEADS,
        form=forms.AskUnitForm,
        asks=True,
    ),
    Move(
        name="answer_lead",
        label=_("Report our part to the lead unit"),
        done=_("Part reported to the lead unit"),
        sources=(S.DISPATCHED, S.SIGNED, S.RETURNING, S.IN_PROGRESS, S.WAITING, S.DEFERRED),
        target=None,
        by=is_asked("cases.handle"),
        form=forms.AnswerLeadForm,
        handles=True,
        tone="primary",
    ),
    Move(
        name="release_unit",
        label=_("Release a unit from its part"),
        done=_("Unit released from its part"),
        sources=(S.DISPATCHED, S.SIGNED, S.IN_PROGRESS),
        target=None,
        by=LEADS & asks_somebody,
        form=forms.ReleaseUnitForm,
    ),
    Move(
        name="remind",
        label=_("Remind"),
        done=_("Reminded"),
        sources=(S.DISPATCHED, S.SIGNED, S.IN_PROGRESS),
        target=None,
        by=duty("cases.remind") & ~complained_about,
        form=forms.RemindForm,
    ),
]
