"""The life of an application for admission, and of the item that comes of it.

居民委员会组织法 Art. 20; the procedure after Xicheng, the exemptions and the money after Huangshan.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.admission import against
from linli.affairs.admission.forms import items as forms
from linli.affairs.admission.forms.tasks import TellVoteForm
from linli.affairs.admission.models import Admission
from linli.affairs.admission.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.admission.rules import (
    ANSWER,
    APPLY,
    OPINE,
    SCREEN,
    claims_exemption,
    item_scope,
    sees_item,
)
from linli.matters.flow import Clock, Flow, Move
from linli.matters.rules import duty, handled_it, holds, is_asked, the_system

APPLIES, SCREENS = holds("admission.apply"), duty("admission.screen")
DECIDES = duty("admission.decide") & ~handled_it
UNDER_DECISION = (S.SUBMITTED, S.SCREENED, S.JOINT_REVIEW)
IN_FORCE = (S.ACTIVE, S.REVIEW, S.RENEWED)

DECIDING = [
    Move(
        name="edit",
        label=_("Change the draft"),
        done=_("Draft changed"),
        sources=(S.DRAFT,),
        target=None,
        by=APPLIES,
        form=forms.EditForm,
    ),
    Move(
        name="submit",
        label=_("Submit the application"),
        done=_("Application submitted"),
        sources=(S.DRAFT,),
        target=S.SUBMITTED,
        by=APPLIES,
        unless=against.submitting,
        handles=True,
        tone="primary",
    ),
    Move(
        name="send_back",
        label=_("Send it back to be completed"),
        done=_("Sent back to be completed"),
        sources=(S.SUBMITTED,),
        target=S.DRAFT,
        by=SCREENS,
        form=forms.ReasonForm,
    ),
    Move(
        name="screen",
        label=_("Pass the screening"),
        done=_("Screened"),
        sources=(S.SUBMITTED,),
        target=S.SCREENED,
        by=SCREENS & ~handled_it,
        form=forms.NoteForm,
        unless=against.admitting,
        handles=True,
        tone="primary",
    ),
    Move(
        name="call_review",
        label=_("Call the joint review"),
        done=_("Joint review called"),
        sources=(S.SCREENED,),
        target=S.JOINT_REVIEW,
        by=SCREENS,
        form=forms.NoteForm,
        tone="primary",
    ),
    Move(
        name="ask_opinion",
        label=_("Ask a unit for its opinion"),
        done=_("Unit asked for its opinion"),
        sources=(S.JOINT_REVIEW,),
        target=None,
        by=SCREENS,
        form=forms.AskOpinionForm,
        asks=True,
    ),
    Move(
        name="give_opinion",
        label=_("Give our opinion"),
        done=_("Opinion given"),
        sources=(S.JOINT_REVIEW,),
        target=None,
        by=is_asked("admission.opine"),
        form=forms.OpinionForm,
        tone="primary",
    ),
    Move(
        name="admit",
        label=_("Admit it"),
        done=_("Admitted"),
        sources=(S.JOINT_REVIEW,),
        target=S.APPROVED,
        by=DECIDES,
        form=forms.AdmitForm,
        unless=against.admitting,
        tone="primary",
    ),
    Move(
        name="reject",
        label=_("Reject it"),
        done=pgettext_lazy("application", "Rejected"),
        sources=UNDER_DECISION,
        target=S.REJECTED,
        by=DECIDES,
        form=forms.ReasonForm,
        tone="danger",
    ),
    Move(
        name="exempt",
        label=_("Admit it without the procedure"),
        done=_("Admitted without the procedure"),
        sources=(S.SUBMITTED, S.SCREENED),
        target=S.ACTIVE,
        by=DECIDES & claims_exemption,
        form=forms.ReasonForm,
        unless=against.exempting,
    ),
]

AFTERWARDS = [
    Move(
        name="record_money",
        label=_("Record money that has arrived"),
        done=_("Money has arrived"),
        sources=(S.APPROVED,),
        target=S.FUND_ARRIVED,
        by=SCREENS,
        form=forms.MoneyForm,
        unless=against.recording_money,
    ),
    Move(
        name="record_more",
        label=_("Record more money that has arrived"),
        done=_("More money has arrived"),
        sources=(S.FUND_ARRIVED, *IN_FORCE),
        target=None,
        by=SCREENS,
        form=forms.MoneyForm,
        unless=against.recording_money,
    ),
    Move(
        name="start",
        label=_("Put it in force"),
        done=pgettext_lazy("item", "Put in force"),
        sources=(S.APPROVED, S.FUND_ARRIVED),
        target=S.ACTIVE,
        by=APPLIES,
        unless=against.starting,
        tone="primary",
    ),
    Move(
        name="review",
        label=_("Review it"),
        done=_("Review begun"),
        sources=(S.ACTIVE, S.RENEWED),
        target=S.REVIEW,
        by=SCREENS,
        form=forms.NoteForm,
        handles=True,
    ),
    Move(
        name="ask_residents",
        label=_("Ask what the residents say"),
        done=_("Communities asked what their residents say"),
        sources=(S.REVIEW,),
        target=None,
        by=SCREENS,
        form=forms.AskResidentsForm,
        asks=True,
        tone="primary",
    ),
    Move(
        name="tell_vote",
        label=_("Tell how the residents voted"),
        done=_("Residents have voted"),
        sources=(S.REVIEW,),
        target=None,
        by=is_asked(ANSWER),
        form=TellVoteForm,
        tone="primary",
    ),
    Move(
        name="renew",
        label=_("Renew it"),
        done=pgettext_lazy("item", "Renewed"),
        sources=(S.REVIEW,),
        target=S.RENEWED,
        by=DECIDES,
        form=forms.RenewForm,
        unless=against.renewing,
        tone="primary",
    ),
    Move(
        name="withdraw",
        label=pgettext_lazy("item", "Withdraw it"),
        done=pgettext_lazy("item", "Withdrawn"),
        sources=(S.APPROVED, S.FUND_ARRIVED, *IN_FORCE),
        target=S.WITHDRAWN,
        by=duty("admission.decide"),
        form=forms.ReasonForm,
        tone="danger",
    ),
    Move(
        name="give_up",
        label=_("Give it up"),
        done=_("Given up by the unit that applied"),
        sources=(S.DRAFT, S.APPROVED, S.FUND_ARRIVED, *IN_FORCE),
        target=S.WITHDRAWN,
        by=APPLIES,
        form=forms.ReasonForm,
    ),
    Move(
        name="expire",
        label=_("Its term is over"),
        done=_("Its term is over"),
        sources=(S.APPROVED, S.FUND_ARRIVED, *IN_FORCE),
        target=S.WITHDRAWN,
        by=the_system,
    ),
]

flow: Flow[Admission] = Flow(
    "admission",
    S,
    app="admission",
    entries=(S.DRAFT,),
    final=(S.REJECTED, S.WITHDRAWN),
    visible_to=sees_item,
    scope=item_scope,
    ladder="admission.escalation",
    in_charge=lambda item, whom: (SCREEN, APPLY, OPINE, ANSWER),
    label=_("Admission of items"),
    words={"claims_exemption": _("the application claims an exemption")},
    moves=[*DECIDING, *AFTERWARDS],
    clocks=[
        Clock(
            "screen",
            label=_("Screening"),
            runs_in=(S.SUBMITTED,),
            limit="admission.screen_within",
        ),
        Clock(
            "decide",
            label=_("Decision"),
            runs_in=UNDER_DECISION,
            limit="admission.decide_within",
        ),
        Clock(
            "opinion",
            label=_("Opinion"),
            runs_in=(S.JOINT_REVIEW, S.REVIEW),
            limit="admission.opinion_within",
            asked=True,
        ),
        Clock(
            "money",
            label=_("Money and start"),
            runs_in=(S.APPROVED, S.FUND_ARRIVED),
            limit="admission.money_within",
        ),
        Clock(
            "review",
            label=_("Review"),
            runs_in=(S.REVIEW,),
            limit="admission.review_within",
        ),
    ],
)
