"""What may be counted of cases (domain: the three rates of 北京市接诉即办工作条例 Art. 32)."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.flow import flow
from linli.affairs.cases.pack import CasesPack, RateRules
from linli.ground.rulepacks.queries import Pack
from linli.matters.measuring import Better, Condition, Counted, Measure, count, declare

KINDS = ("case",)

count(
    Counted(
        kind="case",
        clocks=tuple(clock.name for clock in flow.clocks),
        returned=(flow.events["grant_return"].code,),
        reopened=tuple(flow.events[name].code for name in ("reopen", "redo", "found_again")),
        raised=(flow.events["raise"].code,),
        deferred=(flow.events["grant_deferral"].code,),
        extended=(flow.events["grant_extension"].code,),
    )
)

REPORTS = _("cases received, each matter once")
SETTLED = _("cases settled in the period")
ASSESSED = _("cases closed in the period, each matter once")
ANSWERED = _("cases closed in the period, or of them those whose reporters answered (rule pack)")
NOT_ASSESSED = _(
    "cases in which the staff acted before anybody complained, and those left out by a decision"
)
MERGED = _("cases merged into another, which counts for them")


def _rules(pack: Pack) -> RateRules:
    return pack.section(CasesPack).rates


def _once(m: Any, pack: Pack) -> Any:
    return m.state != "merged"


def _closed(m: Any, pack: Pack) -> Any:
    return m.state == "closed"


def _judged(m: Any, pack: Pack) -> Any:
    """What resolution and satisfaction are a share of: all that is assessed, or what was answered.

    北京市接诉即办工作条例 Art. 32: of all. Whoever did not answer counts as neither.
    """
    if _rules(pack).of == "assessed":
        return _closed(m, pack)
    return _closed(m, pack) & m.satisfaction.notnull()


def _satisfied(m: Any, pack: Pack) -> Any:
    """How much of a satisfied reporter the answers are, in ten thousandths.

    Between two of the five levels, as the mean of several answers may be, in proportion.
    """
    worth = dict(enumerate(_rules(pack).satisfied, start=1))
    level, rest = m.satisfaction // 100, m.satisfaction % 100
    here = level.cases(*((each, worth[each]) for each in range(1, 6)), else_=0)
    above = level.cases(*((each, worth[each + 1]) for each in range(1, 5)), else_=0)
    return here * (100 - rest) + above * rest


def _seen_before(m: Any, pack: Pack) -> Any:
    return (m.opened_at - m.opened_before) <= _lately(pack)


def _lately(pack: Pack) -> int:
    """Within so many seconds the same again is a recurrence."""
    return _rules(pack).recurrence_days * DAY


DAY = 86_400


def _with_the_one_before(m: Any) -> Any:
    """With the moment at which the one before was opened, of its category in its community.

    A report that was merged into another is the same matter, and none before.
    """
    m = m.filter(m.state != "merged")
    stretch = [m.key] if "key" in m.columns else []
    alike = [*stretch, m.kind, m.place.substr(0, 12), m.topic.substr(0, 4)]
    before = m.opened_at.lag().over(group_by=alike, order_by=[m.opened_at, m.matter])
    return m.mutate(opened_before=before)


def _each_time_in_hand(m: Any) -> Any:
    """A row for each time it was in hand, from `since` to `to`: what was reopened has several."""
    return m.mutate(since=m.taken_up_at, to=m.closed_at).union(_times_before(m))


def _in_hand_still_and_before(m: Any) -> Any:
    """The same, with what is in hand still told apart from what has ended: an index knows it."""
    last = m.mutate(since=m.taken_up_at, to=m.closed_at)
    still, ended = last.filter(last.closed_at.isnull()), last.filter(last.closed_at.notnull())
    return still.union(ended).union(_times_before(m))


def _times_before(m: Any) -> Any:
    again = m.filter(m.earlier != "")
    again = again.mutate(span=again.earlier.split(";").unnest())
    between = again.span.find("-")
    since, to = again.span.substr(0, between), again.span.substr(between + 1)
    return again.mutate(since=since.cast("int64"), to=to.cast("int64")).drop("span")


declare(
    Measure(
        code="received",
        label=_("Cases received"),
        basis=REPORTS,
        left_out=MERGED,
        kinds=KINDS,
        moment="opened_at",
        counts=_once,
    ),
    Measure(
        code="settled",
        label=_("Cases settled"),
        basis=SETTLED,
        left_out=MERGED,
        kinds=KINDS,
        moment="settled_at",
        counts=_once,
    ),
    Measure(
        code="open",
        label=_("Cases in hand"),
        basis=_("cases in hand at the end of the period"),
        left_out=MERGED,
        kinds=KINDS,
        over=_each_time_in_hand,
        over_at_once=_in_hand_still_and_before,
        spans=("since", "to"),
        counts=lambda m, pack: m.kind.notnull(),
    ),
    Measure(
        code="overdue",
        label=_("Cases overdue"),
        basis=_("cases in hand with a clock that has run out, as the clocks stand"),
        left_out=MERGED,
        better=Better.LOWER,
        kinds=KINDS,
        stands_now=True,
        counts=lambda m, pack, at: m.closed_at.isnull() & (m.opened_at < at) & (m.due_at < at),
    ),
    Measure(
        code="response_rate",
        label=_("Response rate"),
        basis=ASSESSED,
        left_out=NOT_ASSESSED,
        better=Better.HIGHER,
        kinds=KINDS,
        moment="closed_at",
        counts=_closed,
        hits=lambda m, pack: m.contacted_at.notnull() & ~m.missed.contains('"contact"'),
        assessed=True,
    ),
    Measure(
        code="resolution_rate",
        label=_("Resolution rate"),
        basis=ANSWERED,
        left_out=NOT_ASSESSED,
        better=Better.HIGHER,
        kinds=KINDS,
        moment="closed_at",
        counts=_judged,
        hits=lambda m, pack: m.said_solved,
        assessed=True,
    ),
    Measure(
        code="satisfaction_rate",
        label=_("Satisfaction rate"),
        basis=ANSWERED,
        left_out=NOT_ASSESSED,
        better=Better.HIGHER,
        kinds=KINDS,
        moment="closed_at",
        counts=_judged,
        hits=_satisfied,
        whole=10_000,
        assessed=True,
    ),
    Measure(
        code="composite_rate",
        label=_("Composite of the three rates"),
        basis=_("the three rates, by the weights of the rule pack"),
        left_out=NOT_ASSESSED,
        better=Better.HIGHER,
        kinds=KINDS,
        mix=lambda pack: _rules(pack).weights.model_dump(),
        assessed=True,
    ),
)


def _on_time(clock: str, label: str | Promise, moment: str) -> Measure:
    return Measure(
        code=f"on_time_{clock}",
        label=label,
        basis=_("cases in which this clock was met or missed, by when they came or ended"),
        left_out=MERGED,
        better=Better.HIGHER,
        kinds=KINDS,
        moment=moment,
        counts=lambda m, pack: (m.met + m.missed).contains(f'"{clock}"') & _once(m, pack),
        hits=lambda m, pack: ~m.missed.contains(f'"{clock}"'),
    )


declare(
    _on_time("triage", _("On time: triage"), "opened_at"),
    _on_time("dispatch", _("On time: dispatch"), "opened_at"),
    _on_time("sign", _("On time: sign"), "opened_at"),
    _on_time("contact", _("On time: contact"), "opened_at"),
    _on_time("handle", _("On time: handle"), "settled_at"),
    _on_time("verify", _("On time: verify"), "closed_at"),
    _on_time("follow_up", _("On time: follow up"), "closed_at"),
)


def _time(code: str, label: str | Promise, moment: str, quantile: int) -> Measure:
    return Measure(
        code=code,
        label=label,
        basis=_("cases first contacted in the period") if moment == "contacted_at" else SETTLED,
        left_out=MERGED,
        better=Better.LOWER,
        kinds=KINDS,
        moment=moment,
        counts=_once,
        value=lambda m, pack: m[moment] - m.opened_at,
        quantile=quantile,
    )


declare(
    _time("contact_time_median", _("Time to first contact, median"), "contacted_at", 50),
    _time("contact_time_p90", _("Time to first contact, nine in ten"), "contacted_at", 90),
    _time("settle_time_median", _("Time to settle, median"), "settled_at", 50),
    _time("settle_time_p90", _("Time to settle, nine in ten"), "settled_at", 90),
)


def _settled_at(level: str, label: str | Promise, better: Better = Better.NEITHER) -> Measure:
    return Measure(
        code=f"settled_at_{level}",
        label=label,
        basis=SETTLED,
        left_out=MERGED,
        better=better,
        kinds=KINDS,
        moment="settled_at",
        counts=_once,
        hits=lambda m, pack: m.level == level,
    )


declare(
    _settled_at("grid", _("Settled in the grid"), Better.HIGHER),
    _settled_at("community", _("Settled by the community")),
    _settled_at("street", _("Settled by the street")),
    _settled_at("department", _("Settled by a department")),
)


def _of_received(
    code: str,
    label: str | Promise,
    hits: Condition,
    *,
    better: Better = Better.LOWER,
    **more: Any,
) -> Measure:
    given: dict[str, Any] = {"basis": REPORTS, "left_out": MERGED, "counts": _once} | more
    return Measure(
        code=code, label=label, better=better, kinds=KINDS, moment="opened_at", hits=hits, **given
    )


declare(
    _of_received("returned", _("Share returned"), lambda m, pack: m.returned > 0),
    _of_received("reopened", _("Share reopened"), lambda m, pack: m.reopened > 0),
    _of_received("raised", _("Share raised"), lambda m, pack: m.raised > 0, better=Better.NEITHER),
    _of_received(
        "deferred", _("Share deferred"), lambda m, pack: m.deferred > 0, better=Better.NEITHER
    ),
    _of_received(
        "merged",
        _("Share merged into others"),
        lambda m, pack: m.state == "merged",
        better=Better.NEITHER,
        basis=_("cases received"),
        left_out="",
        counts=lambda m, pack: m.kind.notnull(),
    ),
    _of_received(
        "recurrence_rate",
        _("Share recurring"),
        _seen_before,
        basis=_("cases received with a category, each matter once"),
        counts=lambda m, pack: _once(m, pack) & (m.topic != ""),
        over=_with_the_one_before,
        looks_back=_lately,
    ),
    _of_received(
        "proactive_handling",
        _("Share begun before anybody complained"),
        lambda m, pack: m.occasion != "",
        better=Better.HIGHER,
    ),
    _of_received(
        "classified",
        _("Category filled in by linli"),
        lambda m, pack: m.sure,
        better=Better.NEITHER,
        basis=_("cases received that triage has gone through"),
        counts=lambda m, pack: m.rank.notnull(),
    ),
    _of_received(
        "classified_right",
        _("Category filled in by linli, and kept by triage"),
        lambda m, pack: m.rank == 1,
        better=Better.HIGHER,
        basis=_("cases received whose category linli had filled in"),
        counts=lambda m, pack: m.sure,
    ),
)
