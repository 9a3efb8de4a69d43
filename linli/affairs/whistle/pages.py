"""What the pages of whistles show to one user at one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.whistle import queries
from linli.affairs.whistle.flow import flow
from linli.affairs.whistle.models import Attendance, Naming, Type, Whistle
from linli.affairs.whistle.pack import WhistlePack
from linli.affairs.whistle.rules import SEES, is_open, namings, objects, own
from linli.affairs.whistle.rules import to_come as not_here
from linli.affairs.whistle.rules import to_sign as not_signed
from linli.ground.org.models import User
from linli.ground.places.models import Place
from linli.ground.places.queries import names_above
from linli.ground.rulepacks.queries import pack_for
from linli.ground.worktime.calendar import local_day
from linli.matters.ahead import flagged, next_step
from linli.matters.forms import AttachForm, CommentForm
from linli.matters.models import Comment, Deadline
from linli.matters.offers import Fact, Light, lights, offers
from linli.matters.rules import Attempt
from linli.matters.timeline import timeline


@dataclass(frozen=True, slots=True)
class Line:
    """A named department as the page shows it."""

    naming: Naming
    label: str
    tone: str
    lights: list[Light]
    thread: list[Comment]
    attendance: list[Attendance]
    may_write: bool
    mine: bool

    @property
    def came(self) -> Naming | Attendance:
        """Who came, by what was said last."""
        return self.attendance[-1] if self.attendance else self.naming

    @property
    def to_sign(self) -> bool:
        """Whether it is the reader's own and has not signed."""
        return self.mine and not_signed(self.naming)

    @property
    def to_come(self) -> bool:
        """Whether it is the reader's own and has not come."""
        return self.mine and not_here(self.naming)


def standing_of(naming: Naming) -> tuple[str, str]:
    """How far a department is, in words, and the tone of the badge."""
    part = naming.part
    if part.released_at:
        return _("Released from it"), "ended"
    if part.answered_at:
        return f"{_('Finished')} · {naming.get_outcome_display()}", "done"
    if objects(naming):
        return _("Objects"), "waiting"
    if naming.arrived_at:
        return _("Is here"), "active"
    if naming.contacted_at:
        return _("In contact"), "active"
    return (_("Signed"), "active") if naming.signed_at else (_("Called"), "waiting")


def context(
    whistle: Whistle, user: User, at: datetime, form: Form | None = None, name: str = ""
) -> dict[str, Any]:
    """Everything on the page; `form` is the one filled in for the move `name`, if any."""
    attempt = Attempt(whistle, at)
    deadlines = list(whistle.deadlines.select_related("participation"))
    comments = list(whistle.comments.select_related("by"))
    lines = _lines(attempt, deadlines, comments, user)
    files = list(whistle.attachments.select_related("blob").order_by("pk"))
    return {
        "whistle": whistle,
        "now": at,
        "mark": max((entry.pk for entry in attempt.entries), default=0),
        "offers": offers(attempt, user, form, name),
        "facts": list(_facts(whistle)),
        "lights": lights(flow, [each for each in deadlines if each.participation_id is None]),
        "next_step": next_step(whistle, deadlines),
        "flagged": flagged(deadlines),
        "lines": lines,
        "plans": list(whistle.plans.select_related("by"))[::-1] if lines else [],
        "cases": _cases(whistle, user, at),
        "ratings": list(whistle.ratings.select_related("unit")) if whistle.confirmed_at else [],
        "before": [each for each in files if each.stage == "before"],
        "after": [each for each in files if each.stage == "after"],
        "timeline": timeline(attempt.entries, comments, _words(attempt)),
        "comment_form": CommentForm(matter=whistle),
        "attach_form": AttachForm(initial={"stage": "before"}),
    }


def _lines(
    attempt: Attempt, deadlines: Iterable[Deadline], comments: Iterable[Comment], user: User
) -> list[Line]:
    clocks: dict[int | None, list[Deadline]] = defaultdict(list)
    for deadline in deadlines:
        clocks[deadline.participation_id].append(deadline)
    said: dict[int | None, list[Comment]] = defaultdict(list)
    for comment in comments:
        said[comment.participation_id].append(comment)
    corrected: dict[int, list[Attendance]] = defaultdict(list)
    for each in _corrections(attempt):
        corrected[each.part_id].append(each)
    units, mine = user.unit_ids_at(attempt.at), {n.pk for n in own(user, attempt, is_open)}
    return [
        Line(
            naming,
            *standing_of(naming),
            lights(flow, clocks[naming.pk]),
            said[naming.pk],
            corrected[naming.pk],
            is_open(naming) and bool(units & {naming.part.unit_id, attempt.matter.holder_id}),
            naming.pk in mine,
        )
        for naming in namings(attempt)
    ]


def _corrections(attempt: Attempt) -> Iterable[Attendance]:
    """What was said later of who came; nobody asks where nobody has corrected anything."""
    code = flow.events["correct_attendance"].code
    if not any(entry.event == code for entry in attempt.entries):
        return ()
    rows = Attendance.objects.filter(part__matter=attempt.matter.pk)
    return rows.select_related("by")


def _facts(whistle: Whistle) -> Iterator[Fact]:
    yield Fact(_("Kind"), whistle.get_type_display())
    above = names_above(whistle.place_id)[2:]
    yield Fact(_("Place"), " › ".join([*above, whistle.place.name]))
    if whistle.address:
        yield Fact(_("Exact spot"), whistle.address)
    if whistle.proposed_by:
        yield Fact(_("Proposed by"), whistle.proposed_by)
    yield Fact(_("In the hands of"), whistle.holder or "–")
    if whistle.rounds > 1:
        yield Fact(_("Blown"), _("%(times)d times") % {"times": whistle.rounds})
    if whistle.reason:
        yield Fact(_("Answered because"), whistle.get_reason_display())
    if whistle.answer:
        yield Fact(_("Answer"), whistle.answer)


@dataclass(frozen=True, slots=True)
class CasesBehind:
    """The cases behind a whistle: those the user may see, and how many others there are."""

    seen: list[Case]
    hidden: int


def _cases(whistle: Whistle, user: User, at: datetime) -> CasesBehind:
    every = set(whistle.behind.values_list("case", flat=True))
    if not every:
        return CasesBehind([], 0)
    seen = list(visible_cases(user, at).filter(pk__in=every).order_by("pk"))
    return CasesBehind(seen, len(every) - len(seen))


def _words(attempt: Attempt) -> Iterator[tuple[int, datetime, str]]:
    """What was said in the course of naming and answering, for the timeline."""
    for naming in namings(attempt):
        part, unit = naming.part, naming.part.unit.name
        yield part.asked_by_id, part.asked_at, f"{unit}\n{part.task}"
        if part.answered_by_id and part.answered_at:
            yield part.answered_by_id, part.answered_at, f"{unit}\n{part.answer}"
        if part.released_by_id and part.released_at:
            yield part.released_by_id, part.released_at, f"{unit}\n{part.release_reason}"
        if objection := getattr(part, "objection", None):
            ground = objection.get_ground_display()
            yield objection.by_id, objection.at, f"{unit}\n{ground}\n{objection.text}"
            if objection.judged_at:
                yield objection.judged_by_id, objection.judged_at, f"{unit}\n{objection.note}"


def emergency(whistle: Whistle, user: User, at: datetime) -> dict[str, Any]:
    """What the page for the street shows: who is called, who has signed, who is there.

    The reader's own department comes first.
    """
    attempt = Attempt(whistle, at)
    deadlines = list(whistle.deadlines.running().select_related("participation"))
    lines = [line for line in _lines(attempt, deadlines, [], user) if not _gone(line)]
    lines.sort(key=lambda line: not line.mine)
    return {
        "whistle": whistle,
        "now": at,
        "lines": lines,
        "here": sum(line.naming.arrived_at is not None for line in lines),
        "is_emergency": whistle.type == Type.EMERGENCY,
    }


def _gone(line: Line) -> bool:
    return line.naming.part.released_at is not None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the page: what it says, of how many, and a share where there is one."""

    label: str
    share: queries.Share


def figures(area: Place, at: datetime) -> dict[str, Any]:
    """The figures of an area over the last months, and where the whistle rate lies."""
    rules = pack_for(area.code, local_day(at)).section(WhistlePack)
    since, band = at - timedelta(days=rules.figures_of_days), rules.rate
    whistles = queries.blown(area.code, since, at)
    rate = queries.rate(area.code, since, at)
    clocks = ("sign", "contact", "report_in", "finish")
    labels = {clock.name: clock.label for clock in flow.clocks}
    return {
        "area": area,
        "since": since,
        "now": at,
        "rate": rate if rate.of >= band.least_cases else None,
        "band": band,
        "where": where_in_band(rate.percent, band.low, band.high),
        "shares": [
            Figure(_("Signed"), queries.sign_in(whistles)),
            Figure(_("Reported in"), queries.report_in(whistles)),
            *(
                Figure(
                    _("In time: %(clock)s") % {"clock": labels[name]},
                    queries.on_time(whistles, name, at),
                )
                for name in clocks
            ),
        ],
        "returned": queries.returned(whistles),
        "units": queries.ratings_of_units(whistles),
        "whistles": queries.ratings_of_whistles(whistles),
    }


def where_in_band(percent: float | None, low: float, high: float) -> str:
    """What a whistle rate asks; both ends belong to the band."""
    if percent is None:
        return ""
    if percent < low:
        return _("below the band: ask whether the street dares to call")
    if percent > high:
        return _("above the band: ask whether the street passes its own work on")
    return _("within the band")


def area_of(user: User, at: datetime) -> Place | None:
    """The widest area whose whistles the user sees."""
    places = [duty.unit.place_id for duty in user.duties_with(SEES, at)]
    return Place.objects.filter(code=min(places, key=len)).first() if places else None
