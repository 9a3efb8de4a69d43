"""What the inbox shows: which matters, how many of each, and the filters in its address."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import State, Type
from linli.faces.web.choices import categories, places_of, states_of, with_chosen
from linli.faces.web.rows import Row, put_before_somebody, rows_of
from linli.ground.org.models import User
from linli.matters import lists
from linli.matters.lists import Order, Term, below, literal
from linli.matters.models import MatterQuerySet, Urgency
from linli.matters.reading import changed_since, is_unread, unread
from linli.matters.search.queries import (
    MOST_LISTED,
    Asked,
    Reckoned,
    beginning,
    frequent,
    listed,
    reckon,
)

SHOWN = {
    "open": _("Open"),
    "unit": _("In my unit's hands"),
    "mine": _("Taken on by me"),
    "unread": _("Not read yet"),
    "soon": _("Due soon"),
    "overdue": _("Overdue"),
    "triage": _("Waiting for triage"),
    "closed": _("Closed"),
}
"""The quick choices; the first is what the inbox opens with."""

UNCOUNTED = ("unread", "closed")
"""Counting these would read the journal of each, or all that has ever ended."""

SORTED = {
    "due": (_("Deadline, nearest first"), Order("due_at")),
    "newest": (_("Newest first"), Order("opened_at", descending=True)),
    "oldest": (_("Oldest first"), Order("opened_at")),
}

LATEST = Order("closed_at", descending=True)
"""What has come to its end has no deadline: the latest stands first."""

MARKS = {
    "late": _("Late by far: put before somebody"),
    "proactive": _("Opened before anybody complained"),
}
"""What sets a matter apart, whatever its state."""

LATE = "SELECT FROM matters_deadline WHERE matter_id = m.id AND met_at IS NULL"
FLAGGED = f"EXISTS ({LATE} AND flagged_at IS NOT NULL)"

PROACTIVE = "EXISTS (SELECT FROM cases_case WHERE matter_ptr_id = m.id AND occasion <> '')"

ROWS = 25
PIECE = 1_000
"""Rows of the list that are read at a time for a file."""

AFTER_DIGITS = "~"
"""Comes after every character of a number."""

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class FilterForm(forms.Form):
    """The filters of the inbox; every one may be left out, and nonsense counts as left out."""

    show = forms.ChoiceField(choices=list(SHOWN.items()), required=False, widget=forms.HiddenInput)
    split = forms.ChoiceField(choices=[("1", "")], required=False, widget=forms.HiddenInput)
    just = forms.ChoiceField(choices=[("1", "")], required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label=_("Number or words"),
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
    marked = forms.ChoiceField(
        label=_("Marked as"), required=False, choices=[("", _("All")), *MARKS.items()]
    )
    opened_from = forms.DateField(label=_("Opened from"), required=False, widget=DAY)
    opened_to = forms.DateField(label=_("Opened to"), required=False, widget=DAY)
    sort = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(k, label) for k, (label, _by) in SORTED.items()]
    )

    ALWAYS = ("q", "place", "state")

    def __init__(self, data: QueryDict, *, user: User, at: datetime) -> None:
        super().__init__(data)
        self.user, self.at = user, at
        every = [("", _("All"))]
        self._choose("place", [*every, *with_chosen(data.get("place"), places_of(user, at))])
        self._choose("state", [*every, *states_of()])
        self._choose("category", [*every, *categories()])

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

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The filters that make sense, by name."""
        self.full_clean()
        return self.cleaned_data

    @property
    def shown(self) -> str:
        """The quick choice in force."""
        return str(self.chosen.get("show") or "open")

    @property
    def ended(self) -> bool:
        """Whether what has come to its end is asked for."""
        return self.shown == "closed"

    @cached_property
    def found(self) -> list[Term]:
        """What was typed, as conditions: the beginning of a number, or words of the index."""
        text = self.chosen.get("q")
        if not text:
            return []
        if number := beginning(text):
            return [Term("number", ">=", number), Term("number", "<", number + AFTER_DIGITS)]
        return [Term("id", "any", listed(self.words, self.user, self.at, self.reckoned))]

    @cached_property
    def frequent(self) -> str:
        """The condition that a matter has the words typed, where very many have them."""
        if not self.words.text or beginning(self.words.text):
            return ""
        return frequent(self.words, self.user, self.at, self.reckoned)

    @cached_property
    def words(self) -> Asked:
        """What is typed, and what narrows it, as the index is asked."""
        text, state, place = (self.chosen.get(name) or "" for name in ("q", "state", "place"))
        return Asked(text, state=state, ended=self.ended, place=place)

    @cached_property
    def reckoned(self) -> Reckoned:
        """How much the index is expected to have of it."""
        return reckon(self.words, self.user, self.at)

    @property
    def is_split(self) -> bool:
        """Whether a case is shown beside the list."""
        return bool(self.chosen.get("split"))


def filtered(seen: MatterQuerySet, form: FilterForm, user: User, at: datetime) -> MatterQuerySet:
    """Every matter that the filters leave, in their order; the file of cases takes them so."""
    terms = [*_shown(user, at)[form.shown], *_terms(form), *form.found]
    conditions = [term.condition for term in terms] + [Q(closed_at__isnull=not form.ended)]
    if chosen := form.chosen.get("type"):
        conditions.append(Q(case__type=chosen))
    if form.shown == "unread":
        conditions.append(Q(is_unread(user.pk)))
    if form.chosen.get("marked") == "late":
        conditions.append(Q(put_before_somebody()))
    if form.chosen.get("marked") == "proactive":
        conditions.append(~Q(case__occasion=""))
    order = _order(form)
    sign = "-" if order.descending else ""
    return seen.filter(*conditions).order_by(f"{sign}{order.column}", f"{sign}pk")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of the list, and the addresses of those before and after them."""

    object_list: list[Row]
    before: str
    after: str
    cut_off: bool
    """Whether there may be more with the words typed than the list takes up."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.object_list)


def page(form: FilterForm, query: QueryDict, user: User, at: datetime) -> Page:
    """The page of the list that the address asks for."""
    after, before = (lists.Mark.read(query.get(name, "")) for name in ("after", "before"))
    found, cut_off = _piece(form, ROWS, after=after, before=before)
    return Page(
        rows_of(found.ids, user, at),
        address(query, before=str(found.before)) if found.before else "",
        address(query, after=str(found.after)) if found.after else "",
        cut_off,
    )


def every(form: FilterForm, most: int) -> Sequence[int]:
    """The matters that turning all pages of the list shows, in its order; at most so many."""
    ids, mark = array("q"), None
    while len(ids) < most:
        # Whether words are frequent enough to be walked for is settled for a page of the list.
        found, _cut_off = _piece(form, ROWS if form.frequent else PIECE, after=mark)
        ids.extend(found.ids)
        mark = found.after
        if mark is None:
            break
    return ids[:most]


def _piece(
    form: FilterForm, rows: int, *, after: lists.Mark | None, before: lists.Mark | None = None
) -> tuple[lists.Slice, bool]:
    """So many rows of the list, and whether it is cut off: see `Page`."""
    if form.frequent:
        walked = replace(_asked(form, _also(form), []), among=form.frequent)
        found = walked.page(_order(form), rows, after=after, before=before)
        if len(found.ids) >= rows:
            return found, False
    found = asked(form).page(_order(form), rows, after=after, before=before)
    cut_off = any(t.column == "id" and len(t.value) >= MOST_LISTED for t in form.found)
    return found, cut_off


def news(form: FilterForm, mark: int) -> lists.Count:
    """How many matters of the list others have changed after this entry of the journal."""
    also = " AND ".join(filter(None, (_also(form), changed_since(mark, form.user))))
    return _asked(form, also, form.found).counts({"news": []})["news"]


def asked(form: FilterForm) -> lists.Asked:
    """The list that the filters leave, as statements ask for it."""
    return _asked(form, _also(form), form.found)


def in_box(
    form: FilterForm, *, west: float, south: float, east: float, north: float
) -> lists.Asked:
    """The cases of the list that have a point in a box of degrees."""
    within = (
        f"longitude BETWEEN {literal(west)} AND {literal(east)}"
        f" AND latitude BETWEEN {literal(south)} AND {literal(north)}"
    )
    cases = f"m.id = ANY(ARRAY(SELECT matter_ptr_id FROM cases_case WHERE {within}))"  # noqa: S608
    return _asked(form, " AND ".join(filter(None, (_also(form), cases))), form.found)


def _asked(form: FilterForm, also: str, typed: Sequence[Term]) -> lists.Asked:
    terms = [*_shown(form.user, form.at)[form.shown], *_terms(form), *typed]
    return lists.Asked(form.user, form.at, terms=terms, also=also, ended=form.ended)


def chips(form: FilterForm, query: QueryDict, user: User, at: datetime) -> list[dict[str, Any]]:
    """The quick choices with how many matters each has, whatever the other filters say."""
    wanted = {name: terms for name, terms in _shown(user, at).items() if name not in UNCOUNTED}
    counts = lists.Asked(user, at).counts(wanted)
    late = form.chosen.get("marked") == "late"
    listed = [
        {
            "label": label,
            "url": address(query, show=name, marked=""),
            "count": counts.get(name),
            "current": name == form.shown and not late,
        }
        for name, label in SHOWN.items()
    ]
    if user.has_any_capability("cases.remind", at):
        url = address(query, show="open", marked="late")
        listed.append({"label": _("Late by far"), "url": url, "count": None, "current": late})
    return listed


def other_layout(form: FilterForm, query: QueryDict) -> str:
    """The address of the same list, split where it is whole and whole where it is split."""
    changed = {} if form.is_split else {"split": "1"}
    kept = query.copy()
    kept.pop("split", None)
    return address(kept, **changed)


def set_filters(form: FilterForm, query: QueryDict) -> list[dict[str, str]]:
    """Each filter in force in words, with the address of the list without it."""
    listed = []
    for field in form.visible_fields():
        value = form.chosen.get(field.name)
        if not value:
            continue
        choices = dict(getattr(field.field, "choices", ()))
        words = str(choices.get(str(value), value)).strip()
        if field.name == "place" and form.chosen.get("just"):
            words = _("%(place)s, no place known within it") % {"place": words}
        url = address(query, **{field.name: "", "just": ""})
        listed.append({"name": field.name, "label": str(field.label), "value": words, "url": url})
    return listed


def _shown(user: User, at: datetime) -> dict[str, list[Term]]:
    return {
        "open": [],
        "unit": [Term("holder_id", "any", user.unit_ids_at(at))],
        "mine": [Term("assignee_id", "=", user.pk)],
        "unread": [],
        "soon": [Term("due_at", ">=", at), Term("warn_at", "<=", at)],
        "overdue": [Term("due_at", "<", at)],
        "triage": [Term("kind", "=", "case"), Term("state", "=", State.REPORTED)],
        "closed": [],
    }


def _order(form: FilterForm) -> Order:
    chosen = form.chosen.get("sort") or "due"
    return LATEST if chosen == "due" and form.ended else SORTED[chosen][1]


def _terms(form: FilterForm) -> list[Term]:
    """The filters on columns of the matter itself."""
    chosen, terms = form.chosen, []
    for name, column in (("state", "state"), ("urgency", "urgency")):
        if chosen.get(name):
            terms.append(Term(column, "=", str(chosen[name])))
    if chosen.get("place"):
        place = chosen["place"]
        exactly = [Term("place_id", "=", place)]
        terms += exactly if chosen.get("just") else below("place_id", place)
    if chosen.get("category"):
        terms += below("topic", chosen["category"])
    if chosen.get("opened_from"):
        terms.append(Term("opened_at", ">=", _midnight(chosen["opened_from"])))
    if chosen.get("opened_to"):
        day = chosen["opened_to"] + timedelta(days=1)
        terms.append(Term("opened_at", "<", _midnight(day)))
    return terms


def _also(form: FilterForm) -> str:
    """The other filters, as conditions of a statement."""
    parts = [unread(form.user.pk)] if form.shown == "unread" else []
    if chosen := form.chosen.get("type"):
        case = "SELECT FROM cases_case WHERE matter_ptr_id = m.id AND type = "
        parts.append(f"EXISTS ({case}{literal(str(chosen))})")
    if form.chosen.get("marked") == "late":
        parts.append(FLAGGED)
    if form.chosen.get("marked") == "proactive":
        parts.append(PROACTIVE)
    return " AND ".join(parts)


def address(query: QueryDict, **changed: str) -> str:
    """The query with these filters changed, from the first page."""
    gone = {"after", "before", *changed}
    kept = [(name, values) for name, values in query.lists() if name not in gone and any(values)]
    added = [(name, value) for name, value in changed.items() if value]
    return f"?{urlencode([*kept, *added], doseq=True)}"


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))
