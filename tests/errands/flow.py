"""The life of an errand: one of each thing that a flow can say."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.db.models import Q

from linli.ground.org.models import User
from linli.ground.rulepacks.queries import Pack
from linli.ground.worktime.limits import Limit
from linli.matters.flow import Clock, Flow, Move
from linli.matters.forms import MoveForm, text_field
from linli.matters.rules import duty, handled_it, holds, the_system
from tests.errands.models import Errand
from tests.errands.models import State as S  # noqa: N817 - the table stays readable


class WaitForm(MoveForm):
    """Why the errand waits, and until which day."""

    reason = text_field("Reason", required=False)
    until = forms.DateTimeField(label="Until", required=False)


def visible_to(user: User, at: datetime) -> Q:
    """Staff see every errand, residents none."""
    return Q() if user.is_staff else Q(pk__in=[])


def fetch_limit(errand: Errand, pack: Pack) -> Limit:
    """How long fetching may take. Raises MissingKey."""
    return Limit.parse(pack.get("errands.fetch"))


flow: Flow[Errand] = Flow(
    "errand",
    S,
    app="errands",
    entries=(S.ASKED,),
    final=(S.DONE, S.DROPPED),
    visible_to=visible_to,
    moves=[
        Move(
            name="start",
            label="Start",
            done="Started",
            sources=(S.ASKED,),
            target=S.RUNNING,
            by=duty("cases.handle"),
            handles=True,
        ),
        Move(
            name="stumble",
            label="Stumble",
            done="Stumbled",
            sources=(S.RUNNING,),
            target=S.RUNNING,
            by=holds("cases.handle"),
        ),
        Move(
            name="wait",
            label="Wait",
            done="Waiting",
            sources=(S.RUNNING,),
            target=S.WAITING,
            by=holds("cases.handle"),
            form=WaitForm,
        ),
        Move(
            name="go_on",
            label="Go on",
            done="Gone on",
            sources=(S.WAITING,),
            target=S.RUNNING,
            by=holds("cases.handle"),
        ),
        Move(
            name="finish",
            label="Finish",
            done="Finished",
            sources=(S.RUNNING,),
            target=S.DONE,
            by=duty("cases.handle") & ~handled_it,
            tone="primary",
        ),
        Move(
            name="drop",
            label="Drop",
            done="Dropped",
            sources=(S.ASKED, S.WAITING),
            target=S.DROPPED,
            by=the_system,
            tone="danger",
        ),
    ],
    clocks=[
        Clock("fetch", "Fetch", (S.RUNNING,), fetch_limit, paused_in=(S.WAITING,)),
    ],
)
