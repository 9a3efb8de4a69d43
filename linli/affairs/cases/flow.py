"""The life of a case, after 北京市接诉即办工作条例 and 滨州市社会治理网格化服务管理条例."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases import forms, queries
from linli.affairs.cases.events import SETTLED_ON_THE_SPOT
from linli.affairs.cases.models import Case
from linli.affairs.cases.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.cases.rules import complained_about, has_units_below, reporter, visible_to
from linli.matters.flow import Clock, Flow, Move
from linli.matters.rules import duty, handled_it, holds, the_system


def dispatched_at(case: Case) -> datetime | None:
    """Since when the holder has the case: the beginning of the time in which it may be returned."""
    holding = case.holdings.filter(until__isnull=True).first()
    return holding.since if holding else None


def closed_at(case: Case) -> datetime | None:
    """When the case was closed: the beginning of the time in which it may be reopened."""
    return case.closed_at


UNSETTLED = (S.ACCEPTED, S.DISPATCHED, S.SIGNED, S.RETURNING, S.IN_PROGRESS)

flow: Flow[Case] = Flow(
    "case",
    S,
    app="cases",
    entries=(S.REPORTED, S.FINISHED),
    final=(S.NOT_ACCEPTED, S.CLOSED),
    visible_to=visible_to,
    handled_by=(SETTLED_ON_THE_SPOT,),
    moves=[
        Move(
            name="accept",
            label=_("Accept"),
            done=_("Accepted"),
            sources=(S.REPORTED,),
            target=S.ACCEPTED,
            by=duty("cases.triage") & ~complained_about,
            form=forms.AcceptForm,
            tone="primary",
        ),
        Move(
            name="decline",
            label=_("Do not accept"),
            done=_("Not accepted"),
            sources=(S.REPORTED,),
            target=S.NOT_ACCEPTED,
            by=duty("cases.triage") & ~complained_about,
            form=forms.DeclineForm,
            tone="danger",
        ),
        Move(
            name="dispatch",
            label=_("Dispatch"),
            done=_("Dispatched"),
            sources=(S.ACCEPTED,),
            target=S.DISPATCHED,
            by=duty("cases.dispatch") & ~complained_about,
            form=forms.DispatchForm,
            tone="primary",
        ),
        Move(
            name="sign",
            label=_("Sign for it"),
            done=_("Signed for"),
            sources=(S.DISPATCHED,),
            target=S.SIGNED,
            by=holds("cases.handle"),
            handles=True,
            tone="primary",
        ),
        Move(
            name="request_return",
            label=_("Ask to give it back"),
            done=_("Return requested"),
            sources=(S.DISPATCHED, S.SIGNED),
            target=S.RETURNING,
            by=holds("cases.handle"),
            form=forms.ReasonForm,
            within="cases.return_within",
            since=dispatched_at,
            once=True,
        ),
        Move(
            name="grant_return",
            label=_("Take it back"),
            done=_("Return granted"),
            sources=(S.RETURNING,),
            target=S.ACCEPTED,
            by=duty("cases.judge_return") & ~handled_it & ~complained_about,
            form=forms.NoteForm,
            tone="primary",
        ),
        Move(
            name="refuse_return",
            label=_("Refuse the return"),
            done=_("Return refused"),
            sources=(S.RETURNING,),
            target=S.DISPATCHED,
            by=duty("cases.judge_return") & ~handled_it & ~complained_about,
            form=forms.ReasonForm,
        ),
        Move(
            name="contact",
            label=_("Record the contact"),
            done=_("Reporter contacted"),
            sources=(S.SIGNED,),
            target=S.IN_PROGRESS,
            by=holds("cases.handle"),
            form=forms.ContactForm,
            handles=True,
            tone="primary",
        ),
        Move(
            name="raise",
            label=_("Raise to the level above"),
            done=_("Raised to the level above"),
            sources=(S.SIGNED, S.IN_PROGRESS),
            target=S.DISPATCHED,
            by=holds("cases.handle"),
            form=forms.RaiseForm,
            handles=True,
        ),
        Move(
            name="hand_down",
            label=_("Hand down"),
            done=_("Handed down"),
            sources=(S.DISPATCHED, S.SIGNED, S.IN_PROGRESS),
            target=S.DISPATCHED,
            by=holds("cases.handle") & has_units_below,
            form=forms.HandDownForm,
        ),
        Move(
            name="finish",
            label=_("Finish"),
            done=_("Finished"),
            sources=(S.IN_PROGRESS,),
            target=S.FINISHED,
            by=holds("cases.handle"),
            form=forms.ResultForm,
            handles=True,
            tone="primary",
        ),
        Move(
            name="verify",
            label=_("Confirm the result"),
            done=_("Result verified"),
            sources=(S.FINISHED,),
            target=S.VERIFIED,
            by=duty("cases.verify") & ~handled_it & ~complained_about,
            form=forms.NoteForm,
            tone="primary",
        ),
        Move(
            name="rework",
            label=_("Send back to be done again"),
            done=_("Sent back to be done again"),
            sources=(S.FINISHED,),
            target=S.IN_PROGRESS,
            by=duty("cases.verify") & ~handled_it & ~complained_about,
            form=forms.ReasonForm,
            tone="danger",
        ),
        Move(
            name="follow_up",
            label=_("Record the follow-up call"),
            done=_("Followed up"),
            sources=(S.VERIFIED,),
            target=S.CLOSED,
            by=duty("cases.follow_up") & ~handled_it & ~complained_about,
            form=forms.FollowUpForm,
            tone="primary",
        ),
        Move(
            name="rate",
            label=_("Rate"),
            done=_("Rated by the reporter"),
            sources=(S.VERIFIED,),
            target=S.CLOSED,
            by=reporter,
            form=forms.RatingForm,
            tone="primary",
        ),
        Move(
            name="lapse",
            label=_("Close without an answer"),
            done=_("Closed without an answer"),
            sources=(S.VERIFIED,),
            target=S.CLOSED,
            by=the_system,
        ),
        Move(
            name="reopen",
            label=_("It is not solved: reopen"),
            done=_("Reopened"),
            sources=(S.CLOSED,),
            target=S.DISPATCHED,
            by=reporter,
            form=forms.ReasonForm,
            within="cases.reopen_within",
            since=closed_at,
            tone="danger",
        ),
    ],
    clocks=[
        Clock("triage", _("Triage"), (S.REPORTED,), "cases.limits.triage"),
        Clock("dispatch", _("Dispatch"), (S.ACCEPTED,), "cases.limits.dispatch"),
        Clock("sign", _("Sign"), (S.DISPATCHED,), "cases.limits.sign"),
        Clock("contact", _("Contact"), (S.DISPATCHED, S.SIGNED), "cases.limits.contact"),
        Clock("handle", _("Handle"), UNSETTLED, queries.handle_limit),
        Clock("judge_return", _("Judge the return"), (S.RETURNING,), "cases.limits.judge_return"),
        Clock("verify", _("Verify"), (S.FINISHED,), "cases.limits.verify"),
        Clock("follow_up", _("Follow up"), (S.VERIFIED,), "cases.limits.follow_up"),
    ],
)
