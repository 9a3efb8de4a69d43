"""What may be counted of whistles (接诉即办工作条例 Art. 33; domain B3).

The whistle rate is none of them: it is nobody's target, and stands as a band on the page of
whistles alone.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.whistle.flow import flow
from linli.ground.rulepacks.queries import Pack
from linli.matters.measuring import Better, Condition, Counted, Measure, count, declare

KINDS, PARTS = ("whistle",), ("whistle_part",)
STEPS = ("sign", "contact", "report_in", "finish")

count(
    Counted(
        kind="whistle",
        clocks=(*STEPS, "confirm"),
        reopened=(flow.events["blow_again"].code,),
        raised=(flow.events["escalate"].code,),
        objected=(flow.events["object"].code,),
        upheld=(flow.events["uphold"].code,),
        begins=(flow.events["blow"].code,),
    )
)
count(Counted(kind="whistle_part", clocks=STEPS))

BLOWN = _("whistles blown in the period, each once however often it was blown")
SOURCES = _("sources for which no whistle was blown")


def _blown(m: Any, pack: Pack) -> Any:
    return m.begun_at.notnull()


def _settled(m: Any, pack: Pack) -> Any:
    return m.state == "closed"


declare(
    Measure(
        code="whistles_blown",
        label=_("Whistles blown"),
        basis=BLOWN,
        left_out=SOURCES,
        kinds=KINDS,
        moment="begun_at",
        counts=_blown,
    ),
    Measure(
        code="whistles_settled",
        label=_("Whistles settled"),
        basis=_(
            "whistles closed in the period: every named department had finished or was released"
        ),
        left_out=_("whistles called off, and sources answered without one"),
        kinds=KINDS,
        moment="closed_at",
        counts=_settled,
    ),
)


def _on_time(clock: str, label: str | Promise) -> Measure:
    return Measure(
        code=f"whistle_on_time_{clock}",
        label=label,
        basis=_("whistles closed in the period in which this clock ran; in time: nobody was late"),
        left_out=_("whistles called off, and sources answered without one"),
        better=Better.HIGHER,
        kinds=KINDS,
        moment="closed_at",
        counts=lambda m, pack: _settled(m, pack) & (m.met + m.missed).contains(f'"{clock}"'),
        hits=lambda m, pack: ~m.missed.contains(f'"{clock}"'),
    )


declare(
    _on_time("sign", _("Whistles signed for in time by all")),
    _on_time("contact", _("Whistles with all in contact in time")),
    _on_time("report_in", _("Whistles to which all came in time")),
    _on_time("finish", _("Whistles with every result in time")),
    _on_time("confirm", _("Whistles confirmed in time by the street")),
)


def _of_blown(code: str, label: str | Promise, hits: Condition) -> Measure:
    return Measure(
        code=code,
        label=label,
        basis=BLOWN,
        left_out=SOURCES,
        kinds=KINDS,
        moment="begun_at",
        counts=_blown,
        hits=hits,
    )


declare(
    _of_blown(
        "whistles_objected",
        _("Share of whistles to which a department objected"),
        lambda m, pack: m.objected > 0,
    ),
    _of_blown(
        "whistles_upheld",
        _("Share of whistles with an objection accepted"),
        lambda m, pack: m.upheld > 0,
    ),
    _of_blown(
        "whistles_escalated",
        _("Share of whistles brought before the district"),
        lambda m, pack: m.raised > 0,
    ),
    _of_blown(
        "whistles_blown_again",
        _("Share of whistles blown again"),
        lambda m, pack: m.reopened > 0,
    ),
)


NAMED = _("departments named in the period, each time one was named")
NOT_THEIRS = _("departments whose objection was accepted")


def _named(m: Any, pack: Pack) -> Any:
    return m.upheld == 0


def _ever(step: str, code: str, label: str | Promise) -> Measure:
    return Measure(
        code=code,
        label=label,
        basis=NAMED,
        left_out=NOT_THEIRS,
        better=Better.HIGHER,
        kinds=PARTS,
        moment="opened_at",
        counts=_named,
        hits=lambda m, pack: m.made.contains(f'"{step}"'),
    )


def _in_time(step: str, label: str | Promise) -> Measure:
    return Measure(
        code=f"department_on_time_{step}",
        label=label,
        basis=_(
            "departments that finished or were released in the period, and took this step or had"
            " let its time run out; in time: never late with it"
        ),
        left_out=NOT_THEIRS,
        better=Better.HIGHER,
        kinds=PARTS,
        moment="closed_at",
        counts=lambda m, pack: _named(m, pack) & (m.made + m.missed).contains(f'"{step}"'),
        hits=lambda m, pack: ~m.missed.contains(f'"{step}"'),
    )


declare(
    Measure(
        code="departments_named",
        label=_("Departments called by whistles"),
        basis=NAMED,
        left_out=NOT_THEIRS,
        kinds=PARTS,
        moment="opened_at",
        counts=_named,
    ),
    _ever("sign", "sign_in_rate", _("Sign-in rate of departments")),
    _ever("report_in", "report_in_rate", _("Report-in rate of departments")),
    _in_time("sign", _("Departments that signed in time")),
    _in_time("contact", _("Departments in contact in time")),
    _in_time("report_in", _("Departments that came in time")),
    _in_time("finish", _("Departments with their result in time")),
)


def _graded(column: str, code: str, label: str | Promise, basis: str | Promise) -> Measure:
    """A mean of grades from 1 to 5, told in per cent of the highest."""
    return Measure(
        code=code,
        label=label,
        basis=basis,
        better=Better.HIGHER,
        kinds=PARTS,
        moment="closed_at",
        counts=lambda m, pack: m[column].notnull(),
        hits=lambda m, pack: m[column],
        whole=BEST,
    )


BEST = 500
"""The highest grade, in hundredths."""

declare(
    _graded(
        "grade",
        "departments_rated",
        _("Departments as rated by the street"),
        _("departments that finished in the period and were rated: speed, attendance and result"),
    ),
    _graded(
        "grade_back",
        "whistles_rated",
        _("Whistles as rated by the departments"),
        _("departments that finished in the period and rated the whistle: need and clarity"),
    ),
)
