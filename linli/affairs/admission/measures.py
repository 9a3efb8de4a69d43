"""What may be counted of admission, of tasks and of refusals (居民委员会组织法 Art. 20; domain B4).

Money stands on the page of the burden.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.admission.flow import items, tasks
from linli.ground.rulepacks.queries import Pack
from linli.matters.measuring import Better, Counted, Measure, count, declare

ITEMS, TASKS, PARTS, REFUSALS = ("admission",), ("task",), ("task_part",), ("refusal",)
ADMIT, EXEMPT, REJECT = (items.events[name].code for name in ("admit", "exempt", "reject"))

count(
    Counted(
        kind="admission",
        clocks=("decide",),
        begins=(items.events["submit"].code,),
        decides=(ADMIT, EXEMPT, REJECT),
    )
)
count(Counted(kind="task", clocks=("part",), returned=(tasks.events["return_part"].code,)))
count(Counted(kind="task_part", clocks=("part",)))
count(Counted(kind="refusal", clocks=("judge",)))


def _decided(m: Any, pack: Pack) -> Any:
    return m.decided_at.notnull()


def _items(
    code: str, label: str | Promise, basis: str | Promise, verdicts: tuple[str, ...]
) -> Measure:
    return Measure(
        code=code,
        label=label,
        basis=basis,
        kinds=ITEMS,
        moment="decided_at",
        counts=lambda m, pack: m.verdict.isin(verdicts),
    )


declare(
    _items(
        "items_admitted",
        _("Items admitted"),
        _("applications admitted in the period, those exempted among them"),
        (ADMIT, EXEMPT),
    ),
    _items(
        "items_exempted",
        _("Items admitted without the procedure"),
        _("applications exempted in the period by a named person"),
        (EXEMPT,),
    ),
    _items(
        "items_rejected", _("Items rejected"), _("applications rejected in the period"), (REJECT,)
    ),
    Measure(
        code="items_on_time_decide",
        label=_("Applications decided in time"),
        basis=_("applications decided in the period"),
        better=Better.HIGHER,
        kinds=ITEMS,
        moment="decided_at",
        counts=_decided,
        hits=lambda m, pack: ~m.missed.contains('"decide"'),
    ),
)


def _time(code: str, label: str | Promise, quantile: int) -> Measure:
    return Measure(
        code=code,
        label=label,
        basis=_("applications decided in the period, each since it was first submitted"),
        better=Better.LOWER,
        kinds=ITEMS,
        moment="decided_at",
        counts=_decided,
        value=lambda m, pack: m.decided_at - m.begun_at,
        quantile=quantile,
    )


declare(
    _time("items_time_median", _("Time to decide on an application, median"), 50),
    _time("items_time_p90", _("Time to decide on an application, nine in ten"), 90),
    Measure(
        code="tasks_handed_out",
        label=_("Tasks handed out to communities"),
        basis=_("tasks handed out in the period, each once for however many communities"),
        kinds=TASKS,
        moment="opened_at",
        counts=lambda m, pack: m.kind.notnull(),
    ),
    Measure(
        code="tasks_on_time",
        label=_("Tasks done in time by all communities"),
        basis=_("tasks finished in the period; in time: no community was late"),
        left_out=_("tasks called off"),
        better=Better.HIGHER,
        kinds=TASKS,
        moment="closed_at",
        counts=lambda m, pack: m.state == "finished",
        hits=lambda m, pack: ~m.missed.contains('"part"'),
    ),
    Measure(
        code="tasks_returned",
        label=_("Share of tasks of which a part was returned"),
        basis=_("tasks finished in the period"),
        left_out=_("tasks called off"),
        better=Better.LOWER,
        kinds=TASKS,
        moment="closed_at",
        counts=lambda m, pack: m.state == "finished",
        hits=lambda m, pack: m.returned > 0,
    ),
    Measure(
        code="task_hours",
        label=_("Hours asked of communities"),
        basis=_("person-hours of the tasks handed out in the period, community by community"),
        left_out=_("doing again what was returned"),
        kinds=PARTS,
        moment="opened_at",
        counts=lambda m, pack: m.hours > 0,
        hits=lambda m, pack: m.hours,
        summed=True,
    ),
    Measure(
        code="task_parts_on_time",
        label=_("Parts of tasks reported in time by communities"),
        basis=_("parts of tasks that communities reported in the period"),
        left_out=_("parts that were refused, and communities that were released"),
        better=Better.HIGHER,
        kinds=PARTS,
        moment="closed_at",
        counts=lambda m, pack: m.state == "answered",
        hits=lambda m, pack: ~m.missed.contains('"part"'),
    ),
    Measure(
        code="refusals",
        label=_("Refusals of communities"),
        basis=_("refusals in the period"),
        left_out=_("refusals taken back"),
        kinds=REFUSALS,
        moment="opened_at",
        counts=lambda m, pack: m.state != "taken_back",
    ),
    Measure(
        code="refusals_not_admitted",
        label=_("Asked without an admitted item, and refused"),
        basis=_("refusals in the period because there was no admitted item"),
        left_out=_("refusals taken back, and those found wrong"),
        better=Better.LOWER,
        kinds=REFUSALS,
        moment="opened_at",
        counts=lambda m, pack: (
            (m.ground == "not_admitted") & ~m.state.isin(("taken_back", "dismissed"))
        ),
    ),
    Measure(
        code="refusals_upheld",
        label=_("Refusals in which the community was right"),
        basis=_("refusals decided in the period"),
        left_out=_("refusals taken back"),
        kinds=REFUSALS,
        moment="closed_at",
        counts=lambda m, pack: m.state.isin(("upheld", "dismissed")),
        hits=lambda m, pack: m.state == "upheld",
    ),
    Measure(
        code="refusals_on_time_judge",
        label=_("Refusals decided in time"),
        basis=_("refusals decided in the period"),
        left_out=_("refusals taken back"),
        better=Better.HIGHER,
        kinds=REFUSALS,
        moment="closed_at",
        counts=lambda m, pack: m.state.isin(("upheld", "dismissed")),
        hits=lambda m, pack: ~m.missed.contains('"judge"'),
    ),
)
