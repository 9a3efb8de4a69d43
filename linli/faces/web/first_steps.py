"""From an empty installation to a district that works: what is done, what is missing, who does it.

The three administrators stay apart: each sees all steps and does those of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from linli.affairs.cases.models import Case, DispatchRule
from linli.ground.org.models import Duty, Unit, User
from linli.ground.org.roles import ROLES
from linli.ground.places.models import Level, Place
from linli.ground.rulepacks.models import RulePack

SYSTEM, SECURITY, DIRECTOR = "places.edit", "org.grant", "rulepacks.edit"
"""The capability of whoever takes a step."""

DOERS: dict[str, str | Promise] = {
    SYSTEM: gettext_lazy("System administrator"),
    SECURITY: gettext_lazy("Security administrator"),
    DIRECTOR: gettext_lazy("Director of the district centre"),
    "": gettext_lazy("Everybody"),
}

COMMUNITY, STREET = 12, 9
SHOWN = 12
"""Names of communities that are listed as lacking something."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link that leads on in a step."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who takes it, what is there, what is missing, where it is taken."""

    name: str
    title: str
    needs: str
    there: str
    missing: list[str] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    may_wait: bool = False
    """Whether a district works without it."""

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    @property
    def doer(self) -> str:
        """Who takes it."""
        return str(DOERS[self.needs])


@dataclass(frozen=True, slots=True)
class Area:
    """The districts that are set up, and what lies in them."""

    districts: list[Place]
    counts: dict[str, int]
    communities: dict[str, str]
    """Name by code."""


def area(today: date) -> Area:
    """The districts with a centre, and their places counted by level; three queries."""
    centers = Unit.objects.in_force(today).filter(kind=Unit.Kind.DISTRICT_CENTER).order_by()
    codes = list(centers.values_list("place_id", flat=True))
    within = Q(pk__in=())
    for code in codes:
        within |= Q(code__startswith=code)
    places = Place.objects.in_force(today).filter(within).order_by()
    counts = dict(places.values_list("level").annotate(Count("code")))
    communities = places.filter(level=Level.COMMUNITY).order_by("code")
    named = dict(communities.values_list("code", "name"))
    districts = Place.objects.filter(code__in=codes, level=Level.DISTRICT).defer("polygon")
    return Area(list(districts.order_by("code")), counts, named)


def steps(at: datetime) -> list[Step]:
    """Every step in its order, as things stand."""
    today = timezone.localdate(at)
    found = area(today)
    return [
        _district(found),
        _grids(found, today),
        _units(today),
        _people(found, today),
        _rules(found, today),
        _colleagues(),
        _first_case(),
    ]


def _district(found: Area) -> Step:
    counts = {level: found.counts.get(level, 0) for level in ("street", "community")}
    there = _("%(names)s: %(streets)d streets, %(communities)d communities.") % {
        "names": pgettext("list", ", ").join(place.name for place in found.districts),
        "streets": counts["street"],
        "communities": counts["community"],
    }
    missing = [] if found.districts else [_("No district is set up yet.")]
    ways = [Way(_("Places"), reverse("places:index"))] if found.districts else []
    return Step(
        "district",
        _("Choose the district"),
        SYSTEM,
        there if found.districts else "",
        missing,
        ways,
    )


def _grids(found: Area, today: date) -> Step:
    grids = Place.objects.in_force(today).at_level(Level.GRID).order_by()
    numbers = grids.aggregate(every=Count("code"), drawn=Count("polygon"))
    have = grids.annotate(above=Left("code", COMMUNITY)).values_list("above", flat=True)
    without = sorted(set(found.communities) - set(have.distinct()))
    missing = [] if found.districts else [_("First choose the district.")]
    if without:
        words = ngettext(
            "%(count)d community has no grid.", "%(count)d communities have no grid.", len(without)
        )
        missing.append(words % {"count": len(without)})
    there = _("%(grids)d grids, %(drawn)d of them drawn on the map.") % {
        "grids": numbers["every"],
        "drawn": numbers["drawn"],
    }
    ways = [Way(_("Import grids"), reverse("places:import"))]
    ways += [
        Way(_("Draw: %(name)s") % {"name": found.communities[code]}, _to_draw(code))
        for code in (without or list(found.communities))[:SHOWN]
    ]
    return Step("grids", _("Divide the communities into grids"), SYSTEM, there, missing, ways)


def _to_draw(code: str) -> str:
    return reverse("places:grids", args=[code])


def _units(today: date) -> Step:
    units = Unit.objects.in_force(today)
    departments = units.filter(kind=Unit.Kind.DEPARTMENT).count()
    missing = [] if departments else [_("No department is set up: every case stays in its street.")]
    ways = [
        Way(_("Table to fill in (Excel)"), reverse("org:units-table", args=["xlsx"])),
        Way(_("Bring the table in"), reverse("org:units-import")),
    ]
    there = _("%(units)d units, %(departments)d of them departments.") % {
        "units": units.count(),
        "departments": departments,
    }
    return Step("units", _("Departments and other units"), SYSTEM, there, missing, ways, True)


def _people(found: Area, today: date) -> Step:
    duties = Duty.objects.in_force(today).order_by()
    places = list(duties.values_list("role", "unit__place_id"))
    missing = _without_anybody(found, places)
    ways = [
        Way(_("Table to fill in (Excel)"), reverse("org:duties-table", args=["template", "xlsx"])),
        Way(_("Bring the table in"), reverse("org:duties-import")),
        Way(_("One by one"), reverse("org:users")),
    ]
    people = duties.values("user").distinct().count()
    there = _("%(people)d people with %(duties)d duties.") % {
        "people": people,
        "duties": len(places),
    }
    return Step("people", _("People and their duties"), SECURITY, there, missing, ways)


def _without_anybody(found: Area, places: list[tuple[str, str]]) -> list[str]:
    """What nobody can do where: accept and dispatch in a street, handle in a community, verify."""

    def can(capability: str) -> set[str]:
        return {code for role, code in places if capability in ROLES[role].capabilities}

    dispatched, handled = can("cases.dispatch"), can("cases.handle")
    streets = {code[:STREET] for code in found.communities}
    undispatched = [s for s in streets if not any(s.startswith(code) for code in dispatched)]
    near = {code[:COMMUNITY] for code in handled if len(code) >= COMMUNITY}
    unhandled = set(found.communities) - near
    missing = []
    if undispatched or not streets:
        words = ngettext(
            "Nobody dispatches in %(count)d street.",
            "Nobody dispatches in %(count)d streets.",
            len(undispatched),
        )
        missing.append(words % {"count": len(undispatched)})
    if unhandled:
        words = ngettext(
            "Nobody handles cases in %(count)d community.",
            "Nobody handles cases in %(count)d communities.",
            len(unhandled),
        )
        missing.append(words % {"count": len(unhandled)})
    if not can("cases.verify"):
        missing.append(_("Nobody confirms results."))
    return missing


def _rules(found: Area, today: date) -> Step:
    codes = ["", *(place.code[:n] for place in found.districts for n in (2, 4, 6))]
    packs = RulePack.objects.in_force(today, codes)
    own = len(list(packs))
    lines = DispatchRule.objects.filter(valid_to=None).count()
    there = (
        ngettext("%(count)d rule pack of your own.", "%(count)d rule packs of your own.", own)
        % {"count": own}
        if own
        else _("The default rule pack holds.")
    )
    there += " " + ngettext(
        "The dispatch catalogue has %(count)d line.",
        "The dispatch catalogue has %(count)d lines.",
        lines,
    ) % {"count": lines}
    missing = [] if lines else [_("The dispatch catalogue is empty.")]
    ways = [
        Way(_("Read and change the rule packs"), reverse("rulepacks:index")),
        Way(_("Dispatch catalogue"), reverse("cases:catalogue")),
    ]
    return Step("rules", _("Choose the rules"), DIRECTOR, there, missing, ways)


def _colleagues() -> Step:
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    numbers = staff.aggregate(every=Count("pk"), new=Count("pk", filter=Q(password_temporary=True)))
    held = set(staff.exclude(administrator="").values_list("administrator", flat=True))
    missing = [
        _("There is no %(who)s yet: linli users add … --administrator %(kind)s.")
        % {"who": label, "kind": kind}
        for kind, label in User.Administrator.choices
        if kind not in held
    ]
    there = _("%(staff)d colleagues, %(new)d of whom have not signed in yet.") % {
        "staff": numbers["every"],
        "new": numbers["new"],
    }
    ways = [Way(_("Users and passwords"), reverse("org:users"))]
    return Step("colleagues", _("Invite the colleagues"), SECURITY, there, missing, ways)


def _first_case() -> Step:
    reported = Case.objects.exists()
    missing = [] if reported else [_("Nothing is reported yet.")]
    there = _("The first case is there.") if reported else ""
    ways = [
        Way(_("Report something as a resident"), reverse("report")),
        Way(_("Poster with the way to report, for each grid"), reverse("grids")),
    ]
    return Step("case", _("The first case"), "", there, missing, ways)
