"""One move for several matters: made for each by itself, with an account of what was not done.

Nothing of one matter hangs on another: each is moved whole or not at all, and says why not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.ground.digits import whole
from linli.ground.org.models import User
from linli.matters import actions
from linli.matters.engine import InputInvalid, MoveRefused, moves_for, submit
from linli.matters.flow import Move
from linli.matters.forms import MoveForm
from linli.matters.idempotency import KeyReused
from linli.matters.models import Matter
from linli.matters.queries import visible_matters
from linli.matters.reading import is_unread, newest

CLAIM, READ = "claim", "read"
"""Taking on and having read are no moves of any flow: they have these names here."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A matter that was chosen, in the version in which it was looked at."""

    matter: Matter
    version: int
    moves: list[Move] = field(default_factory=list)
    """What the user may do with it now."""
    claimable: bool = False
    unread: bool = False

    @property
    def mark(self) -> str:
        """How forms name it."""
        return f"{self.matter.number}~{self.version}"

    def move(self, name: str) -> Move | None:
        """The move of this name, if it is open."""
        return next((move for move in self.moves if move.name == name), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be done, and for how many of those chosen."""

    name: str
    label: str | Promise
    tone: str
    count: int
    asks: bool
    """Whether it has a form."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A matter that stayed as it was, and why."""

    matter: Matter
    why: list[str]


@dataclass(slots=True)
class Summary:
    """What became of each."""

    done: list[Matter] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    faults: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    """What was wrong with the input, field by field, by matter."""

    def fail(self, matter: Matter, why: Iterable[str]) -> None:
        """Remember why this one stayed as it was."""
        self.failed.append(Failure(matter, list(why)))

    @property
    def input_at_fault(self) -> bool:
        """Whether nothing was done and the input of every one was wrong."""
        return not self.done and len(self.faults) == len(self.failed) > 0


def chosen(marks: Sequence[str], user: User, at: datetime) -> list[Chosen]:
    """The matters that were ticked, as far as the user sees them, in their order.

    A mark is a number, and after a tilde the version that was looked at, if one was.
    """
    parted = (mark.partition("~") for mark in marks)
    wanted = {number: version for number, _tilde, version in parted}
    found = visible_matters(user, at).filter(number__in=wanted).select_related("holder", "place")
    read = found.annotate(unread=is_unread(user.pk)).defer("place__polygon")
    matters = {matter.number: (matter.specific(), matter.unread) for matter in read}
    units = user.unit_ids_at(at)
    listed = []
    for number, version in wanted.items():
        if number in matters:
            matter, unread = matters[number]
            mine = matter.assignee_id == user.pk
            claimable = not matter.closed_at and not mine and matter.holder_id in units
            seen = whole(version)
            seen = matter.version if seen is None else seen
            listed.append(Chosen(matter, seen, moves_for(matter, user, at), claimable, unread))
    return listed


def choices(chosen: Sequence[Chosen]) -> list[Choice]:
    """What can be done with at least one of them; first what is open for most."""
    counts, moves = Counter[str](), dict[str, Move]()
    for each in chosen:
        for move in each.moves:
            counts[move.name] += 1
            moves.setdefault(move.name, move)
    listed = [
        Choice(name, moves[name].label, moves[name].tone, count, moves[name].form is not None)
        for name, count in counts.most_common()
    ]
    if claimable := sum(each.claimable for each in chosen):
        words = _("Take it on myself")
        listed.append(Choice(CLAIM, words, "secondary", claimable, asks=False))
    if unread := sum(each.unread for each in chosen):
        listed.append(Choice(READ, _("Mark as read"), "secondary", unread, asks=False))
    return listed


def form_of(chosen: Sequence[Chosen], name: str, user: User, at: datetime) -> MoveForm | None:
    """The form of a move, asked once for all; its choices are those of the first it is open for.

    What is not the same in all of them, such as the place, may be left empty: each has its own.
    """
    forms_ = _forms(chosen, name, user, at)
    if not forms_:
        return None
    form = forms_[0]
    for field_name in _differing(forms_):
        form.initial[field_name] = ""
        _may_be_empty(form.fields[field_name])
    return form


def faulty(form: MoveForm, data: QueryDict, faults: Mapping[str, list[str]]) -> MoveForm:
    """The form as it was sent, with what was wrong."""
    form.data, form.is_bound = data, True
    form.cleaned_data = {}
    vars(form)["_errors"] = ErrorDict()  # judged already, for each by itself
    for name, texts in faults.items():
        form.add_error(name if name in form.fields else None, texts)
    return form


def _forms(chosen: Sequence[Chosen], name: str, user: User, at: datetime) -> list[MoveForm]:
    moves = [(each.matter, move) for each in chosen if (move := each.move(name))]
    return [move.form(matter=matter, by=user, at=at) for matter, move in moves if move.form]


def _own(form: MoveForm, name: str) -> str:
    """What the form offers for its matter, as a browser would send it."""
    field = form.fields[name]
    value = field.prepare_value(form.get_initial_for_field(field, name))
    return "" if value is None else str(value)


def _differing(forms_: Sequence[MoveForm]) -> list[str]:
    return [name for name in forms_[0].fields if len({_own(form, name) for form in forms_}) > 1]


def _may_be_empty(field: forms.Field) -> None:
    each_its_own = _("Each its own")
    field.required = field.widget.is_required = False
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = each_its_own
        offered = [choice for choice in field.widget.choices if choice[0]]
        field.widget.choices = [("", each_its_own), *offered]
    elif isinstance(field, forms.ChoiceField):
        field.choices = [("", each_its_own), *dict(field.widget.choices).items()]
    else:
        field.help_text = _("Left empty, each keeps its own.")


def make(
    chosen: Sequence[Chosen],
    name: str,
    data: QueryDict,
    files: MultiValueDict[str, Any],
    *,
    key: str,
    by: User,
    at: datetime,
) -> Summary:
    """Make the move for each in turn; one that is refused does not hold up the others.

    `key` makes it safe to send the same twice.
    """
    summary, left = Summary(), _left_empty(chosen, name, data, by, at)
    for each in chosen:
        matter = each.matter
        try:
            if name == CLAIM:
                _claim(each, by, at)
            elif name == READ:
                actions.read_up_to([matter], upto=newest(), by=by, at=at)
            else:
                _rewind(files)
                own = f"{key}-{matter.pk}" if key else ""
                given = _with(data, left.get(matter.pk, {}))
                submit(matter, name, given, files, by=by, at=at, version=each.version, key=own)
        except InputInvalid as error:
            summary.faults[matter.pk] = error.errors
            summary.fail(matter, [text for texts in error.errors.values() for text in texts])
        except KeyReused:
            summary.fail(matter, [_("This was sent before, with something else in it.")])
        except (MoveRefused, PermissionDenied) as error:
            summary.fail(matter, [str(error)])
        else:
            summary.done.append(matter)
    return summary


def _left_empty(
    chosen: Sequence[Chosen], name: str, data: QueryDict, by: User, at: datetime
) -> dict[int, dict[str, str]]:
    """By matter, its own values for what differs and was left empty."""
    forms_ = _forms(chosen, name, by, at)
    empty = [field for field in _differing(forms_) if not data.get(field)] if forms_ else []
    return {form.matter.pk: {field: _own(form, field) for field in empty} for form in forms_}


def _claim(each: Chosen, by: User, at: datetime) -> None:
    if not each.claimable:
        raise PermissionDenied(_("It is yours already, or in the hands of another unit."))
    with transaction.atomic():
        actions.claim(each.matter, by=by, at=at)


def _with(data: QueryDict, own: Mapping[str, str]) -> QueryDict:
    given = data.copy()
    for name, value in own.items():
        given[name] = value
    return given


def _rewind(files: MultiValueDict[str, Any]) -> None:
    """Every matter gets the files from their beginning."""
    for name in files:
        for upload in files.getlist(name):
            upload.seek(0)
