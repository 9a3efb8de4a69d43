"""What the pages of the organisation show, put together for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from linli.ground.org import forms, rules
from linli.ground.org.models import Duty, ServiceToken, StaffSession, TokenUse, Unit, User
from linli.ground.org.queries import Staffing, staffing, units_below
from linli.ground.org.roles import ADMINISTRATORS, CAPABILITIES, ROLES, Role
from linli.ground.places.codes import CODE_LENGTHS
from linli.ground.places.queries import full_names

OFFERED = 1_000
"""How many names are offered where a user is asked for; any other can be typed."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in a list: how deep it stands in the tree, where it is, how many work there."""

    unit: Unit
    staffing: Staffing
    depth: int = 0
    where: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something the reader may do here; the shape of the moves component."""

    name: str
    label: str | Promise
    url: str
    form: Form | None = None
    open: bool = False
    tone: str = "secondary"


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty, whether it holds, is to come or is over, and the form that ends it."""

    duty: Duty
    state: str
    ending: tuple[Offer, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day of the duty, the one before its end; None too where it never began."""
        end = self.duty.valid_to
        return end - timedelta(days=1) if end and end > self.duty.valid_from else None


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token, how it stands with it, and the button that revokes it."""

    token: ServiceToken
    state: str
    tone: str
    offers: tuple[Offer, ...] = ()

    @property
    def use(self) -> TokenUse | None:
        """When and from where it was used last, if it ever was."""
        return getattr(self.token, "use", None)


IN_FORCE, TO_COME, OVER = "in force", "to come", "over"


def tree_lines(units: Sequence[Unit], highest: int, on: date) -> list[UnitLine]:
    """The units with their depth below the highest place."""
    lengths = [length for length in CODE_LENGTHS.values() if length >= highest]
    people = staffing(units, on)

    def depth(unit: Unit) -> int:
        beside = unit.kind in (Unit.Kind.DEPARTMENT, *COMPANIES)
        return lengths.index(len(unit.place_id)) + beside

    return [UnitLine(unit, people[unit.pk], depth(unit)) for unit in units]


COMPANIES = (
    Unit.Kind.PROPERTY_COMPANY,
    Unit.Kind.RESIDENT_UNIT,
    Unit.Kind.SOCIAL_ORGANIZATION,
)


def found_lines(units: Sequence[Unit], on: date) -> list[UnitLine]:
    """What a search found, each with the full name of its place."""
    names = full_names([unit.place for unit in units])
    people = staffing(units, on)
    return [UnitLine(unit, people[unit.pk], where=names[unit.place_id]) for unit in units]


def lines_below(unit: Unit, at: datetime) -> list[UnitLine]:
    """The units directly below one."""
    below = list(units_below(unit, at))
    people = staffing(below, timezone.localdate(at)) if below else {}
    return [UnitLine(each, people[each.pk]) for each in below]


def unit_page(unit: Unit, reader: User, at: datetime, refused: dict[str, Form]) -> dict[str, Any]:
    """Everything on the page of a unit; `refused` holds a form with its errors."""
    today, may_grant = timezone.localdate(at), rules.may_grant(reader, at)
    return {
        "unit": unit,
        "trail": unit_trail(unit),
        "facts": unit_facts(unit),
        "lines": lines_below(unit, at),
        "duties": duty_lines(
            unit.duties.select_related("user"), today, may_end=may_grant, refused=refused
        ),
        "offers": unit_offers(
            unit,
            today,
            may_edit=rules.may_edit(reader, unit.place_id, at),
            may_grant=may_grant,
            refused=refused,
        ),
        "people": names_offered() if may_grant else (),
        "may_grant": may_grant,
    }


def unit_trail(unit: Unit) -> list[dict[str, str]]:
    """The way down to the unit, for the breadcrumb."""
    above: list[Unit] = []
    step = unit.parent
    while step and step not in above:
        above.insert(0, step)
        step = step.parent
    return [
        {"label": _("Organisation"), "url": reverse("org:index")},
        *({"label": each.name, "url": _url(each)} for each in above),
        {"label": unit.name},
    ]


def unit_facts(unit: Unit) -> list[dict[str, Any]]:
    """What is known about the unit."""
    known: list[tuple[str, Any]] = [
        (pgettext("unit", "Code"), unit.code),
        (pgettext("unit", "Kind"), unit.get_kind_display()),
        (_("Place"), f"{unit.place.name} ({unit.place_id})"),
        (_("Supervision phone"), unit.phone or "—"),
    ]
    if unit.valid_from:
        known.append((pgettext("unit", "Since"), date_format(unit.valid_from)))
    if unit.valid_to:
        known.append((pgettext("unit", "Until"), date_format(unit.valid_to)))
    return [{"label": label, "value": value} for label, value in known]


def duty_lines(
    duties: Iterable[Duty], on: date, *, may_end: bool, refused: dict[str, Form]
) -> list[DutyLine]:
    """The duties with what may be done to them: those in force, those to come, those over."""
    lines = [
        DutyLine(duty, state, (_ending(duty, on, refused),) if may_end and state != OVER else ())
        for duty in duties
        if (state := _state(duty, on))
    ]
    order = (IN_FORCE, TO_COME, OVER)
    return sorted(lines, key=lambda line: (order.index(line.state), -line.duty.pk))


def _state(duty: Duty, on: date) -> str:
    if duty.in_force(on):
        return IN_FORCE
    ahead = duty.valid_from > on and duty.valid_to != duty.valid_from
    return TO_COME if ahead else OVER


def _ending(duty: Duty, on: date, refused: dict[str, Form]) -> Offer:
    name = f"end-{duty.pk}"
    form = refused.get(name) or forms.EndForm(initial={"on": on}, auto_id=f"id_{name}_%s")
    url = reverse("org:end", args=[duty.pk])
    return Offer(name, pgettext_lazy("duty", "End"), url, form, open=name in refused)


def unit_offers(
    unit: Unit, on: date, *, may_edit: bool, may_grant: bool, refused: dict[str, Form]
) -> list[Offer]:
    """What the reader may do with the unit; `refused` holds a form with its errors."""
    possible: list[tuple[str, str | Promise, Form]] = []
    if may_grant:
        grant = forms.GrantForm(initial={"valid_from": on}, unit=unit, auto_id="id_grant_%s")
        possible.append(("grant", gettext_lazy("Grant a duty"), grant))
    if may_edit:
        phone = forms.PhoneForm(initial={"phone": unit.phone}, auto_id="id_phone_%s")
        possible.append(("phone", gettext_lazy("Change the phone"), phone))
    return [
        Offer(
            name,
            label,
            reverse(f"org:{name}", args=[unit.code]),
            refused.get(name, form),
            open=name in refused,
        )
        for name, label, form in possible
    ]


def names_offered() -> QuerySet[User]:
    """Whose names are offered where a duty is granted."""
    people = User.objects.listed().filter(is_active=True, administrator="")
    return people.only("username", "name").order_by("name", "username")[:OFFERED]


def with_duties(on: date) -> Prefetch:
    """The duties in force of many users at once, as `current_duties`."""
    duties = Duty.objects.in_force(on).select_related("unit").order_by("pk")
    return Prefetch("duties", duties, to_attr="current_duties")


def user_facts(user: User) -> list[dict[str, Any]]:
    """What is known about the user."""
    known: list[tuple[str, Any]] = [
        (_("User name"), user.username),
        (pgettext("user", "Kind"), user.get_administrator_display() or user.get_kind_display()),
        (pgettext("user", "Since"), date_format(timezone.localdate(user.created_at))),
        (pgettext("user", "State"), _("Active") if user.is_active else _("Blocked")),
    ]
    return [{"label": label, "value": value} for label, value in known]


def user_offers(user: User, by: User, at: datetime, *, refused: dict[str, Form]) -> list[Offer]:
    """What the reader may do with the user."""
    offers = []
    if user.kind == User.Kind.SERVICE and rules.may_issue(by, at):
        last = timezone.localdate(at) + forms.ONE_YEAR
        form = refused.get("issue") or forms.TokenForm(initial={"expires_on": last})
        url = reverse("org:issue", args=[user.username])
        offers.append(
            Offer("issue", gettext_lazy("Issue a token"), url, form, open="issue" in refused)
        )
    if not rules.may_grant(by, at) or user.administrator:
        return offers
    possible = {
        "password": gettext_lazy("Give a new password"),
        "block": gettext_lazy("Block this account"),
        "admit": gettext_lazy("Admit this account again"),
    }
    if not user.is_staff:
        del possible["password"]
    del possible["admit" if user.is_active else "block"]
    for name, label in possible.items():
        url = reverse(f"org:{name}", args=[user.username])
        offers.append(Offer(name, label, url, tone="danger" if name == "block" else "secondary"))
    return offers


def user_page(user: User, reader: User, at: datetime, refused: dict[str, Form]) -> dict[str, Any]:
    """Everything on the page of a user; tokens are for those who issue them."""
    today, service = timezone.localdate(at), user.kind == User.Kind.SERVICE
    duties = list(user.duties.select_related("unit"))
    return {
        "person": user,
        "trail": [
            {"label": _("Organisation"), "url": reverse("org:index")},
            {"label": _("Users"), "url": reverse("org:users")},
            {"label": str(user)},
        ],
        "facts": user_facts(user),
        "security": security_of(user, reader, at),
        "means": means_of(user, duties, at),
        "duties": duty_lines(duties, today, may_end=False, refused=refused),
        "tokens": token_lines(user, at, refused)
        if service and rules.may_issue(reader, at)
        else None,
        "offers": user_offers(user, reader, at, refused=refused),
    }


def security_of(user: User, reader: User, at: datetime) -> str:
    """The address of how the account is secured, for who may see that."""
    if not (rules.may_grant(reader, at) or rules.may_oversee(reader, at)):
        return ""
    return reverse("person-security", args=[user.username])


@dataclass(frozen=True, slots=True)
class Means:
    """What a user may do, where, until when, and by which duty."""

    labels: list[str | Promise]
    where: str
    until: date | None
    why: str


def means_of(user: User, duties: Iterable[Duty], at: datetime) -> list[Means]:
    """What a user may do at this moment, by each of their duties; worked out as the rules do."""
    if not user.is_active:
        return []
    found = []
    if user.administrator:
        role = ADMINISTRATORS[user.administrator]
        found.append(Means(_labels(role), _("everywhere"), None, str(role.label)))
    today = timezone.localdate(at)
    for duty in (each for each in duties if each.in_force(today)):
        end = duty.valid_to - timedelta(days=1) if duty.valid_to else None
        role = ROLES[duty.role]
        where = f"{duty.unit.name} ({duty.unit.place_id})"
        found.append(Means(_labels(role), where, end, f"{role.label} · {duty.unit.name}"))
    return found


def _labels(role: Role) -> list[str | Promise]:
    return [words for code, words in CAPABILITIES.items() if code in role.capabilities]


SOON = timedelta(days=30)
"""How long before its end a token is said to end soon."""


def token_lines(user: User, at: datetime, refused: dict[str, Form]) -> list[TokenLine]:
    """The user's tokens, the newest first."""
    lines = []
    for token in user.tokens.select_related("use").order_by("-pk"):
        state, tone = _("usable"), "active"
        if token.revoked_at:
            state, tone = _("revoked"), "ended"
        elif token.expires_at and token.expires_at <= at:
            state, tone = _("expired"), "ended"
        elif token.expires_at and token.expires_at - at <= SOON:
            state, tone = _("expires soon"), "waiting"
        offers = () if tone == "ended" else _token_offers(token, refused)
        lines.append(TokenLine(token, state, tone, offers))
    return lines


def _token_offers(token: ServiceToken, refused: dict[str, Form]) -> tuple[Offer, ...]:
    name = f"rotate-{token.pk}"
    form = refused.get(name) or forms.RotateForm(auto_id=f"id_{name}_%s")
    rotate, revoke = (reverse(f"org:{each}", args=[token.pk]) for each in ("rotate", "revoke"))
    return (
        Offer(name, gettext_lazy("Replace"), rotate, form, open=name in refused),
        Offer(f"revoke-{token.pk}", gettext_lazy("Revoke"), revoke, tone="danger"),
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A role as a column of the table of who may do what."""

    role: Role
    administers: bool


def role_table() -> dict[str, Any]:
    """Roles by capabilities: the columns, and for each capability which of them give it."""
    columns = [Column(role, False) for role in ROLES.values()]
    columns += [Column(role, True) for role in ADMINISTRATORS.values()]
    return {
        "columns": columns,
        "rows": [
            (label, [code in column.role.capabilities for column in columns])
            for code, label in CAPABILITIES.items()
        ],
    }


def sessions_shown(user: User, at: datetime) -> QuerySet[StaffSession]:
    """The newest staff sessions: one's own, for the audit administrator everybody's."""
    sessions = StaffSession.objects.select_related("user").order_by("-opened_at")
    return (sessions if rules.may_oversee(user, at) else sessions.filter(user=user))[:50]


def _url(unit: Unit) -> str:
    return reverse("org:unit", args=[unit.code])
