"""What becomes of a refusal: the department says why it asked, the district's group decides.

上海市居民委员会条例 Art. 38; an item that was not admitted may be refused (Erqi).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from rules.predicates import predicate

from linli.affairs.admission.events import REFUSED
from linli.affairs.admission.forms import refusals as forms
from linli.affairs.admission.models import Refusal
from linli.affairs.admission.models import RefusalState as S
from linli.affairs.admission.rules import APPLY, DECIDE, refusal_scope, sees_refusal
from linli.ground.org.models import User
from linli.matters.flow import Clock, Flow, Move
from linli.matters.grounds import Cause, Ground
from linli.matters.rules import Attempt, duty, is_asked


@predicate  # type: ignore[untyped-decorator]
def refused_it(user: User, attempt: Attempt) -> bool:
    """Somebody of the community that refused."""
    community = attempt.matter.specific().community_id
    duties = user.duties_with("admission.answer", attempt.at) if user.is_active else []
    return any(each.unit_id == community for each in duties)


flow: Flow[Refusal] = Flow(
    "refusal",
    S,
    app="admission",
    entries=(S.REFUSED,),
    final=(S.UPHELD, S.DISMISSED, S.TAKEN_BACK),
    visible_to=sees_refusal,
    scope=refusal_scope,
    asked_by=[REFUSED],
    ladder="admission.escalation",
    in_charge=lambda refusal, whom: (DECIDE, APPLY),
    label=_("Refusals of communities"),
    # 上海市居民委员会条例 Art. 38: whoever pushed it is to be set right; a named official decides.
    grounds={"uphold": Cause(Ground.BAD_EFFECT, of="unit")},
    words={"refused_it": _("of the community that refused")},
    moves=[
        Move(
            name="state_position",
            label=_("Say why it was asked"),
            done=_("The department has said why it asked"),
            sources=(S.REFUSED,),
            target=None,
            by=is_asked("admission.apply"),
            form=forms.PositionForm,
            tone="primary",
        ),
        Move(
            name="uphold",
            label=_("The community is right"),
            done=_("The community was right"),
            sources=(S.REFUSED,),
            target=S.UPHELD,
            by=duty("admission.decide"),
            form=forms.RulingForm,
            tone="primary",
        ),
        Move(
            name="dismiss",
            label=_("The community is not right"),
            done=_("The community was not right"),
            sources=(S.REFUSED,),
            target=S.DISMISSED,
            by=duty("admission.decide"),
            form=forms.RulingForm,
        ),
        Move(
            name="take_back",
            label=_("Take the refusal back"),
            done=pgettext_lazy("refusal", "Taken back"),
            sources=(S.REFUSED,),
            target=S.TAKEN_BACK,
            by=duty("admission.answer") & refused_it,
            form=forms.ReasonForm,
        ),
    ],
    clocks=[
        Clock(
            "judge",
            label=_("Decision on the refusal"),
            runs_in=(S.REFUSED,),
            limit="admission.judge_within",
        ),
        Clock(
            "position",
            label=_("Word of the department"),
            runs_in=(S.REFUSED,),
            limit="admission.position_within",
            asked=True,
        ),
    ],
)
