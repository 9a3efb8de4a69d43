"""What the inbox shows: which matters, how many of each, and the filters in its address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Category, State, Type
from linli.ground.org.models import User
from linli.ground.places.models import Level, Place, under
from linli.matters.models import FLOWS, Deadline, MatterQuerySet, Urgency

SHOWN = {
    "open": _("Open"),
    "unit": _("In my unit's hands"),
    "mine": _("Taken on by me"),
    "soon": _("Due soon"),
    "overdue": _("Overdue"),
    "triage": _("Waiting for triage"),
    "closed": _("Closed"),
}
"""The quick choices; the first is what the inbox opens with."""

SORTED = {
    "due": (_("Deadline, nearest first"), ("due_at", "pk")),
    "newest": (_("Newest first"), ("-opened_at", "-pk")),
    "oldest": (_("Oldest first"), ("opened_at", "pk")),
}

DAY = forms.DateInput(attrs={"type": "date"})


class FilterForm(forms.Form):
    """The filters of the inbox; every one may be left out, and nonsense counts as left out."""

    show = forms.ChoiceField(choices=list(SHOWN.items()), required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label=_("Number or title"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    place = forms.ChoiceField(label=_("Place"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    urgency = forms.ChoiceField(
        label=_("Urgency"), required=False, choices=[("", _("All")), *Urgency.choices]
    )
    type = forms.ChoiceField(
        label=_("Type"), required=False, choices=[("", _("All")), *Type.choices]
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    opened_from = forms.DateField(label=_("Opened from"), required=False, widget=DAY)
    opened_to = forms.DateField(label=_("Opened to"), required=False, widget=DAY)
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(k, label) for k, (label, _by) in SORTED.items()]
    )

    ALWAYS = ("q", "place", "state")

    def __init__(self, data: QueryDict, *, user: User, at: datetime) -> None:
        super().__init__(data)
        every = [("", _("All"))]
        self._choose("place", [*every, *places_of(user, at)])
        self._choose("state", [*every, *states_of()])
        self._choose("category", [*every, *_categories()])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def first(self) -> list[forms.BoundField]:
        """The filters that are always there."""
        return [self[name] for name in self.ALWAYS]

    @property
    def more(self) -> list[forms.BoundField]:
        """The filters that unfold."""
        return [field for field in self.visible_fields() if field.name not in self.ALWAYS]

    @property
    def more_in_use(self) -> bool:
        """Whether one of those that unfold is set."""
        return any(self.chosen.get(field.name) for field in self.more)

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that make sense, by name."""
        self.full_clean()
        return self.cleaned_data

    @property
    def shown(self) -> str:
        """The quick choice in force."""
        return str(self.chosen.get("show") or "open")


def filtered(seen: MatterQuerySet, form: FilterForm, user: User, at: datetime) -> MatterQuerySet:
    """The matters that the filters leave, in their order, with all that a row shows."""
    chosen = form.chosen
    conditions = [_shown(user, at)[form.shown]]
    simple = {"state": "state", "urgency": "urgency", "type": "case__type"}
    conditions += [Q(**{path: chosen[name]}) for name, path in simple.items() if chosen.get(name)]
    if chosen.get("place"):
        conditions.append(under(chosen["place"], "place_id"))
    if chosen.get("category"):
        conditions.append(Q(case__category__code__startswith=chosen["category"]))
    if text := chosen.get("q"):
        conditions.append(Q(number__startswith=text) | Q(title__icontains=text))
    if chosen.get("opened_from"):
        conditions.append(Q(opened_at__gte=_midnight(chosen["opened_from"])))
    if chosen.get("opened_to"):
        conditions.append(Q(opened_at__lt=_midnight(chosen["opened_to"]) + timedelta(days=1)))
    _label, by = SORTED[chosen.get("sort") or "due"]
    clocks = Deadline.objects.running().filter(paused=False).order_by("due_at")
    return (
        seen.filter(*conditions)
        .select_related("place", "holder", "case")
        .defer("place__polygon", "case__text")
        .prefetch_related(Prefetch("deadlines", clocks, to_attr="running"))
        .order_by(*by)
    )


def chips(
    seen: MatterQuerySet, form: FilterForm, query: QueryDict, user: User, at: datetime
) -> list[dict[str, Any]]:
    """The quick choices with how many matters each has, whatever the other filters say."""
    counted = {name: Count("pk", filter=q) for name, q in _shown(user, at).items()}
    counted.pop("closed")
    counts = seen.open().aggregate(**counted)
    return [
        {
            "label": label,
            "url": _address(query, name),
            "count": counts.get(name),
            "current": name == form.shown,
        }
        for name, label in SHOWN.items()
    ]


def _shown(user: User, at: datetime) -> dict[str, Q]:
    is_open = Q(closed_at__isnull=True)
    clocks = Deadline.objects.running().filter(matter=OuterRef("pk"), paused=False)
    yellow = clocks.filter(warn_at__lte=at, due_at__gte=at)
    return {
        "open": is_open,
        "unit": is_open & Q(holder__in=user.unit_ids_at(at)),
        "mine": is_open & Q(assignee=user),
        "soon": is_open & Q(due_at__gte=at) & Q(Exists(yellow)),
        "overdue": is_open & Q(due_at__lt=at),
        "triage": Q(kind="case", state=State.REPORTED),
        "closed": ~is_open,
    }


def _address(query: QueryDict, show: str) -> str:
    kept = query.copy()
    kept.pop("page", None)
    kept["show"] = show
    return f"?{kept.urlencode()}"


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def states_of() -> list[tuple[str, Any]]:
    """The states of every kind of matter, each once."""
    return list({value: label for f in FLOWS.values() for value, label in f.states.choices}.items())


def places_of(user: User, at: datetime) -> list[tuple[str, str]]:
    """The streets and communities of the user's areas, or the grids of a single community."""
    areas = {duty.unit.place_id for duty in user.duties_at(at)}
    levels = [Level.STREET, Level.COMMUNITY]
    if areas and min(len(area) for area in areas) >= 9:
        levels.append(Level.GRID)
    wanted = Q(pk__in=())
    for area in areas:
        wanted |= under(area)
    found = Place.objects.filter(wanted, level__in=levels).values_list("code", "name")
    return [(code, f"{'　' * ((len(code) - 9) // 3)}{name}") for code, name in found]


def _categories() -> list[tuple[str, Any]]:
    """The categories of the first two levels; a choice takes in everything below it."""
    short = Category.objects.filter(code__regex=r"^\d{2}(\d{2})?$").values_list("code", "name")
    return [(code, name if len(code) == 2 else f"　{name}") for code, name in short]
