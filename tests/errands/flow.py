"""The life of an errand: one of each thing that a flow can say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q

from linli.ground.org.models import Unit, User
from linli.ground.rulepacks.queries import Pack
from linli.ground.worktime.limits import Limit
from linli.matters.clocks import MoreTime
from linli.matters.flow import Clock, Flow, Move
from linli.matters.forms import MoveForm, text_field
from linli.matters.grounds import Cause, Ground
from linli.matters.rules import (
    Attempt,
    applied_for,
    duty,
    handled_it,
    holds,
    is_asked,
    the_system,
)
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


def help_limit(errand: Errand, pack: Pack) -> Limit:
    """How long a unit may take that is asked to help."""
    return Limit.parse("2 calendar days")


def more_time(errand: Errand, pack: Pack) -> MoreTime:
    """Twice, five days each."""
    return MoreTime(2, Limit.parse("5 calendar days"))


def ladder(pack: Pack) -> Mapping[str, Any]:
    """The ladder that a test has given the errand, if any."""
    return pack.get("errands.ladder")


def waits_for_help(attempt: Attempt) -> str:
    """Somebody was asked to help, and has not answered."""
    return "Help is on its way." if any(p.is_open for p in attempt.participations) else ""


class UnitForm(MoveForm):
    """A unit and some words."""

    unit = forms.ModelChoiceField(Unit.objects.all(), to_field_name="code")
    text = text_field("Text")


class MoreForm(MoveForm):
    """Until when the errand should have time, and why."""

    until = forms.DateField(label="Until")
    reason = text_field("Reason")


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
            name="come_back",
            label="Come back",
            done="Come back",
            sources=(S.WAITING,),
            target=S.RUNNING,
            by=the_system,
            ends_rest=True,
        ),
        Move(
            name="start_over",
            label="Start over",
            done="Started over",
            sources=(S.RUNNING,),
            target=None,
            by=holds("cases.handle"),
            restarts=("fetch",),
            at_most=2,
        ),
        Move(
            name="ask_help",
            label="Ask for help",
            done="Asked for help",
            asks=True,
            sources=(S.RUNNING,),
            target=None,
            by=holds("cases.handle"),
            form=UnitForm,
        ),
        Move(
            name="help",
            label="Help",
            done="Helped",
            sources=(S.RUNNING, S.WAITING),
            target=None,
            by=is_asked("cases.handle"),
            form=UnitForm,
            handles=True,
        ),
        Move(
            name="do_without",
            label="Do without",
            done="Done without",
            sources=(S.RUNNING, S.WAITING),
            target=None,
            by=holds("cases.handle"),
            form=UnitForm,
        ),
        Move(
            name="ask_time",
            label="Ask for time",
            done="Asked for time",
            applies=True,
            sources=(S.RUNNING,),
            target=None,
            by=holds("cases.handle") & ~applied_for("time"),
            form=MoreForm,
        ),
        Move(
            name="give_time",
            label="Give time",
            done="Given time",
            sources=(S.RUNNING,),
            target=None,
            by=duty("cases.handle") & ~handled_it & applied_for("time"),
        ),
        Move(
            name="finish",
            label="Finish",
            done="Finished",
            sources=(S.RUNNING,),
            target=S.DONE,
            by=duty("cases.handle") & ~handled_it,
            unless=waits_for_help,
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
        Clock(
            "fetch",
            "Fetch",
            (S.RUNNING,),
            fetch_limit,
            paused_in=(S.WAITING,),
            extension=more_time,
        ),
        Clock("help", "Help", (S.RUNNING,), help_limit, paused_in=(S.WAITING,), asked=True),
        Clock(
            "return",
            "Return",
            (S.RUNNING,),
            help_limit,
            asked=True,
            begins_later=True,
        ),
    ],
    ladder=ladder,
    grounds={"drop": Cause(Ground.BAD_EFFECT)},
)
