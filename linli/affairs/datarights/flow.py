"""The life of a request about data (个人信息保护法 Art. 44 to 50)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.affairs.datarights import forms, notices
from linli.affairs.datarights.models import DataRequest
from linli.affairs.datarights.models import State as S  # noqa: N817 - the table stays readable
from linli.affairs.datarights.rules import HANDLE, visible_to, whoever_asked
from linli.matters.flow import Clock, Flow, Move
from linli.matters.rules import duty

flow: Flow[DataRequest] = Flow(
    "datarequest",
    S,
    app="datarights",
    entries=(S.RECEIVED,),
    final=(S.GRANTED, S.REFUSED, S.WITHDRAWN),
    visible_to=visible_to,
    ladder="datarights.escalation",
    in_charge=lambda request, whom: (HANDLE,),
    tells=dict.fromkeys(("notify", "remind", "flag"), notices.NEAR),
    label=_("Requests about data"),
    words={"whoever_asked": _("made the request")},
    moves=[
        Move(
            name="take",
            label=_("Take it in hand"),
            done=_("Taken in hand"),
            sources=(S.RECEIVED,),
            target=S.IN_HAND,
            by=duty("datarights.handle"),
            tone="primary",
        ),
        Move(
            name="grant",
            label=_("Grant it"),
            done=_("Granted"),
            sources=(S.IN_HAND,),
            target=S.GRANTED,
            by=duty("datarights.handle"),
            form=forms.GrantForm,
            tone="primary",
        ),
        Move(
            name="refuse",
            label=_("Refuse it"),
            done=_("Refused, with the ground"),
            sources=(S.IN_HAND,),
            target=S.REFUSED,
            by=duty("datarights.handle"),
            form=forms.RefuseForm,
            tone="danger",
        ),
        Move(
            name="withdraw",
            label=_("Withdraw my request"),
            done=pgettext_lazy("request", "Withdrawn"),
            sources=(S.RECEIVED, S.IN_HAND),
            target=S.WITHDRAWN,
            by=whoever_asked,
        ),
    ],
    clocks=[
        Clock(
            "answer",
            label=_("Answer"),
            runs_in=(S.RECEIVED, S.IN_HAND),
            limit="datarights.answer_within",
        )
    ],
)
