"""What may be counted of supervision (domain B15): of units and their matters, of no person."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.supervision.flow import flow
from linli.ground.rulepacks.queries import Pack
from linli.matters.measuring import Better, Counted, Measure, count, declare

KINDS = ("supervision",)

count(
    Counted(
        kind="supervision",
        clocks=("reply",),
        objected=(flow.events["object"].code,),
        upheld=(flow.events["uphold"].code,),
    )
)

BEGUN = _("supervisions begun in the period")


def _every(m: Any, pack: Pack) -> Any:
    return m.kind.notnull()


def _objected(m: Any, pack: Pack) -> Any:
    return m.objected > 0


declare(
    Measure(
        code="supervisions",
        label=_("Supervisions begun"),
        basis=BEGUN,
        kinds=KINDS,
        moment="opened_at",
        counts=_every,
    )
)


def _came_to(step: str, label: str | Promise) -> Measure:
    """By the furthest step: it is what the supervision is about (`Supervision.about`)."""
    return Measure(
        code=f"supervision_{step}",
        label=label,
        basis=_("supervisions begun in the period, by the furthest step taken up to now"),
        kinds=KINDS,
        moment="opened_at",
        counts=lambda m, pack: m.topic == step,
    )


declare(
    _came_to("prompt", _("Supervision: came to a prompt")),
    _came_to("reminder", _("Supervision: came to a reminder")),
    _came_to("order", _("Supervision: came to an order")),
    _came_to("listed", _("Supervision: came to listed supervision")),
    _came_to("talk", _("Supervision: came to a talk")),
    _came_to("bulletin", _("Supervision: came to a bulletin")),
    _came_to("referral", _("Supervision: came to a referral")),
    Measure(
        code="supervision_on_time_reply",
        label=_("Supervisions answered in time"),
        basis=_("supervisions ended in the period; in time: no answer was late"),
        left_out=_("supervisions taken back"),
        better=Better.HIGHER,
        kinds=KINDS,
        moment="closed_at",
        counts=lambda m, pack: (m.state != "taken_back") & (m.met + m.missed).contains('"reply"'),
        hits=lambda m, pack: ~m.missed.contains('"reply"'),
    ),
    Measure(
        code="supervision_objected",
        label=_("Share of supervisions to which the unit objected"),
        basis=BEGUN,
        kinds=KINDS,
        moment="opened_at",
        counts=_every,
        hits=_objected,
    ),
    Measure(
        code="supervision_upheld",
        label=_("Objections to supervision upheld"),
        basis=_("supervisions begun in the period to which the unit objected"),
        kinds=KINDS,
        moment="opened_at",
        counts=_objected,
        hits=lambda m, pack: m.upheld > 0,
    ),
    Measure(
        code="supervision_tolerated",
        label=_("Share of supervisions with the error tolerated"),
        basis=_("supervisions ended in the period"),
        kinds=KINDS,
        moment="closed_at",
        counts=lambda m, pack: m.closed_at.notnull(),
        hits=lambda m, pack: m.state == "tolerated",
    ),
)
