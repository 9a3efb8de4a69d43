"""The life of a task for communities: handed out, done and accepted part by part, finished."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from rules.predicates import Predicate, predicate

from linli.affairs.admission import against
from linli.affairs.admission.events import HANDED_OUT
from linli.affairs.admission.forms import tasks as forms
from linli.affairs.admission.models import Task
from linli.affairs.admission.models import TaskState as S
from linli.affairs.admission.parts import to_judge
from linli.affairs.admission.rules import ANSWER, APPLY, sees_task, task_scope
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import Pack
from linli.ground.worktime.calendar import local_day
from linli.ground.worktime.limits import Limit, Unit
from linli.matters.flow import Clock, Flow, Move
from linli.matters.forms import MoveForm
from linli.matters.rules import Attempt, holds, is_asked

HANDS, DOES = holds("admission.apply"), is_asked("admission.answer")


@predicate  # type: ignore[untyped-decorator]
def something_reported(user: User, attempt: Attempt) -> bool:
    """A community has reported its part, and nobody has judged it."""
    return bool(to_judge(attempt))


@predicate  # type: ignore[untyped-decorator]
def asks_a_community(user: User, attempt: Attempt) -> bool:
    """The part of some community is waited for."""
    return any(part.is_open for part in attempt.participations)


def until_the_day(task: Task, pack: Pack) -> Limit:
    """The time of every community: from the day the task is handed out to the day it names."""
    days = (task.answer_by - local_day(task.opened_at)).days
    return Limit(days, Unit.CALENDAR_DAY)


def _of_part(
    name: str,
    label: str | Promise,
    done: str | Promise,
    by: Predicate,
    form: type[MoveForm],
    **more: Any,
) -> Move:
    """A move about one community's part: the task stays handed out."""
    return Move(
        name=name,
        label=label,
        done=done,
        sources=(S.HANDED_OUT,),
        target=None,
        by=by,
        form=form,
        **more,
    )


flow: Flow[Task] = Flow(
    "task",
    S,
    app="admission",
    entries=(S.HANDED_OUT,),
    final=(S.FINISHED, S.CALLED_OFF),
    visible_to=sees_task,
    scope=task_scope,
    asked_by=[HANDED_OUT],
    ladder="admission.escalation",
    in_charge=lambda task, whom: (ANSWER, APPLY),
    label=_("Tasks for communities"),
    words={
        "something_reported": _("a part was reported and is not judged yet"),
        "asks_a_community": _("a community is being waited for"),
    },
    moves=[
        _of_part(
            "report_part",
            _("Report that it is done"),
            _("Part reported as done"),
            DOES,
            forms.ReportForm,
            handles=True,
            tone="primary",
        ),
        _of_part(
            "refuse_part",
            pgettext_lazy("task", "Refuse it"),
            _("Part refused by the community"),
            DOES,
            forms.RefusePartForm,
            tone="danger",
        ),
        _of_part(
            "accept_part",
            _("Accept what was done"),
            _("Part accepted"),
            HANDS & something_reported,
            forms.AcceptForm,
            tone="primary",
        ),
        _of_part(
            "return_part",
            _("Return it to be done again"),
            _("Part returned"),
            HANDS & something_reported,
            forms.ReturnForm,
            asks=True,
        ),
        _of_part(
            "release_part",
            _("Release a community from it"),
            _("Community released from its part"),
            HANDS & asks_a_community,
            forms.ReleaseForm,
        ),
        Move(
            name="finish",
            label=_("Finish the task"),
            done=pgettext_lazy("task", "Finished"),
            sources=(S.HANDED_OUT,),
            target=S.FINISHED,
            by=HANDS,
            unless=against.finishing,
            tone="primary",
        ),
        Move(
            name="call_off",
            label=_("Call the task off"),
            done=pgettext_lazy("task", "Called off"),
            sources=(S.HANDED_OUT,),
            target=S.CALLED_OFF,
            by=HANDS,
            form=forms.ReasonForm,
            tone="danger",
        ),
    ],
    clocks=[
        Clock(
            "part",
            label=_("Part of a community"),
            runs_in=(S.HANDED_OUT,),
            limit=until_the_day,
            asked=True,
        )
    ],
)
