"""Who sees a case, who learns who reported it, and who may judge it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from rules.predicates import predicate

from linli.affairs.cases.asking import Asked
from linli.affairs.cases.events import LOOK_AGAIN, SAMPLED
from linli.affairs.cases.models import Case, Type
from linli.affairs.cases.parties import lead_of, members, subjects
from linli.ground.journal.models import Entry, address
from linli.ground.org.models import Unit, User
from linli.ground.org.roles import CONTENT
from linli.ground.places.codes import ancestor_codes
from linli.matters.models import FLOWS, Holding, Matter, Participation
from linli.matters.rules import Attempt
from linli.matters.scopes import Scope, staff_scope

TERRITORIES = (
    Unit.Kind.GRID,
    Unit.Kind.COMMUNITY,
    Unit.Kind.SUBDISTRICT,
    Unit.Kind.DISTRICT_CENTER,
)
"""The units that answer for a piece of land, and lie in one another as the land does."""

LOCAL = tuple(kind for kind in TERRITORIES if kind != Unit.Kind.DISTRICT_CENTER)
"""Those whose land others belong to: what is said against them is kept from all within."""


def visible_to(user: User, at: datetime) -> Q:
    """The one definition of what a user may see, for lists, pages, API and export alike.

    Staff see the cases of the area that their duty covers, those that their unit holds, has held
    or takes part in, and those they entered themselves; a resident sees those they reported; an
    administrator sees cases only in an open staff session. What is sealed (封存) is seen by whoever
    may seal in its area, and by the resident who reported it: it is their own matter.
    """
    if user.is_active and user.kind == User.Kind.RESIDENT:
        return Q(pk__in=Case.objects.filter(reporter__user=user).values("pk"))
    return scope(user, at).condition()


def scope(user: User, at: datetime) -> Scope:
    """Where the cases lie that somebody of the staff may see; the same rule, for lists."""
    return staff_scope(user, at, CONTENT, "cases.see_held", SEALS)


SEALS = "cases.seal"
"""The capability to seal cases that have ended, and to see those that are sealed."""


def may_see_reporter(user: User, case: Case, at: datetime) -> bool:
    """Whether the user may learn who reported the case (masked; `reveal` needs a reason).

    Never the unit complained about, nor a unit below it (济南市12345条例 Art. 32).
    """
    return case.reporter is not None and may_read_in_full(user, case, at)


def may_read_in_full(user: User, case: Case, at: datetime) -> bool:
    """Whether the user may read what was written in the case as it was written.

    Words tell who reported it as well as a name does, so whoever may not learn that, or would not
    if somebody had given a name, reads them redacted (个人信息保护法 Art. 6; 济南市12345条例
    Art. 32).
    """
    if case.reporter is not None and case.reporter.user_id == user.pk:
        return True
    if concerned(user, lead_of(case), at):
        return False
    if user.has_capability("people.reveal", case.place_id, at):
        return True
    units = {duty.unit_id for duty in user.duties_with("cases.handle", at)}
    return case.holder_id in units or (bool(units) and _asked(case, units))


def _asked(case: Case, units: set[int]) -> bool:
    """Whether one of the units is to do its part in the case, which may need a word with them."""
    if case.closed_at is not None:
        return False
    return Participation.objects.filter(matter_id=case.pk, unit__in=units).open().exists()


def may_link(user: User, case: Case, at: datetime, *, other: Case | None = None) -> bool:
    """Whether the user may link the case, with `other` if given, or end such a link.

    Whoever dispatches or handles it, but nobody of a unit complained about in one of the two. Of
    either case they must see the other, which is not asked here.
    """
    if concerned(user, lead_of(case), at) or (other and concerned(user, lead_of(other), at)):
        return False
    if user.has_capability("cases.dispatch", case.place_id, at):
        return True
    return case.holder_id in {duty.unit_id for duty in user.duties_with("cases.handle", at)}


def may_publish_words(user: User, case: Case, at: datetime) -> bool:
    """Whether the user decides what the public reads of the case, which they must read in full."""
    return user.has_capability(PUBLISHES, case.place_id, at) and may_read_in_full(user, case, at)


PUBLISHES = "cases.publish"


def publishable(case: Case) -> bool:
    """Whether something of the case may be published: it is open and accuses nobody."""
    accuses = case.subject_unit_id is not None or case.type in (Type.COMPLAINT, Type.TIP_OFF)
    return not accuses and case.closed_at is None and case.merged_into_id is None


def concerned(user: User, case: Case, at: datetime) -> bool:
    """Whether the user has a duty in a unit complained about, or in one below it.

    In the case, or in one that is merged into it.
    """
    return any(
        belongs_to(duty.unit, subject) for subject in subjects(case) for duty in user.duties_at(at)
    )


def told_against(user: User, case: Case, at: datetime) -> bool:
    """Whether the ladder keeps a case from the user: it complains about a unit of theirs."""
    return bool(case.subject_unit_id or case.gathered) and concerned(user, case, at)


def belongs_to(unit: Unit, other: Unit) -> bool:
    """Whether a unit is another one, or a territorial unit within it."""
    if unit.pk == other.pk:
        return True
    return other.kind in LOCAL and unit.place_id.startswith(other.place_id)


def may_see_ratings(user: User, case: Case, at: datetime, attempt: Attempt | None = None) -> bool:
    """Whether the user may see who answered what: the one rule for every door.

    Never who handled the case, nor anybody of a unit that had it in hand, nor of the unit
    complained about; they see figures over many cases. Otherwise whoever verifies in the area.
    A reporter sees what they answered themselves, which is not asked here. `attempt`: what
    the caller has read of the case.
    """
    if not user.has_capability(JUDGES, case.place_id, at) or concerned(user, case, at):
        return False
    if has_handled(user, case, attempt.entries if attempt else None):
        return False
    return not of_a_unit_that_had_it(user, case, at, attempt)


def has_a_part(user: User, at: datetime) -> Q:
    """The cases of which `may_see_ratings` keeps the ratings from whoever may see others.

    As a condition on cases, each by itself: what the user handled, what a unit of theirs had in
    hand, and what is about such a unit or one around it.
    """
    units = user.unit_ids_at(at)
    places = {duty.unit.place_id for duty in user.duties_at(at)}
    around = places | {above for place in places for above in ancestor_codes(place)}
    local = Q(subject_unit__kind__in=LOCAL, subject_unit__place__in=around)
    had = Holding.objects.filter(matter=OuterRef("pk"), unit__in=units)
    handled = Entry.objects.filter(
        about_kind=Matter._meta.label_lower,
        about_id=Cast(OuterRef("pk"), TextField()),
        by=user,
        event__in=FLOWS["case"].handling,
    )
    return Q(subject_unit__in=units) | local | Q(Exists(had)) | Q(Exists(handled))


JUDGES = "cases.verify"
"""The capability to judge results, and so to see how single cases were rated."""


def of_a_unit_that_had_it(
    user: User, case: Case, at: datetime, attempt: Attempt | None = None
) -> bool:
    """Whether the user has a duty in a unit that holds or held the case or one merged into it."""
    units = user.unit_ids_at(at)
    if attempt is not None and not case.gathered:
        return not units.isdisjoint(attempt.unit_ids)
    every = [case.pk, *(member.pk for member in members(case))]
    return Holding.objects.filter(matter__in=every, unit__in=units).exists()


def has_handled(user: User, case: Case, entries: list[Entry] | None = None) -> bool:
    """Whether the user has handled the case or one that is merged into it."""
    if entries is not None and not case.gathered:
        return any(each.by_id == user.pk and each.event in case.flow.handling for each in entries)
    every = [case, *members(case)]
    kind = address(case)[0]
    keys = [str(each.pk) for each in every]
    handled = Entry.objects.filter(about_kind=kind, about_id__in=keys, by=user)
    return handled.filter(event__in=case.flow.handling).exists()


def asked(attempt: Attempt) -> Asked:
    """Whom to ask about the case; read once for all moves of an attempt."""
    kept: Asked = vars(attempt).setdefault("cases.asked", Asked(attempt.matter.specific()))
    return kept


@predicate
def reporter(user: User, attempt: Attempt) -> bool:
    """A resident who reported the case, or one that is merged into it."""
    return user.is_active and asked(attempt).party(user) is not None


@predicate
def still_to_answer(user: User, attempt: Attempt) -> bool:
    """The resident has not yet answered to the newest result."""
    party = asked(attempt).party(user)
    return party is not None and not asked(attempt).answered(party)


@predicate
def last_to_answer(user: User, attempt: Attempt) -> bool:
    """Nobody else is still to be asked."""
    party = asked(attempt).party(user)
    return all(party is not None and each == party for each in asked(attempt).left())


@predicate
def one_to_ask(user: User, attempt: Attempt) -> bool:
    """One reporter is still to be asked."""
    return len(asked(attempt).left()) == 1


@predicate
def several_to_ask(user: User, attempt: Attempt) -> bool:
    """More than one reporter is still to be asked."""
    return len(asked(attempt).left()) > 1


@predicate
def somebody_to_ask(user: User, attempt: Attempt) -> bool:
    """A reporter is still to be asked."""
    return bool(asked(attempt).left())


@predicate
def nobody_to_ask(user: User, attempt: Attempt) -> bool:
    """Nobody is known who reported it: anonymous, or the staff acted first."""
    return not asked(attempt).parties


@predicate
def of_its_unit(user: User, attempt: Attempt) -> bool:
    """Somebody of a unit that has or had the case in hand: others ask the reporter."""
    return of_a_unit_that_had_it(user, attempt.matter.specific(), attempt.at, attempt)


@predicate
def has_others(user: User, attempt: Attempt) -> bool:
    """More people than one reported the matter: none of them withdraws it for all."""
    return len(asked(attempt).parties) > 1


@predicate
def had_a_hand(user: User, attempt: Attempt) -> bool:
    """Somebody who has handled the case, or one that is merged into it."""
    return has_handled(user, attempt.matter.specific(), attempt.entries)


@predicate
def has_verified(user: User, attempt: Attempt) -> bool:
    """Who confirmed the newest result: the check on site is somebody else's."""
    confirmed = [entry.by_id for entry in attempt.entries if entry.event == "cases.verify"]
    return confirmed[-1:] == [user.pk]


@predicate
def withdrawn_for_them(user: User, attempt: Attempt) -> bool:
    """The staff noted the withdrawal; the reporter did not withdraw it in person."""
    ways = ("cases.withdraw", NOTED)
    made = [entry.event for entry in attempt.entries if entry.event in ways]
    return made[-1:] == [NOTED]


NOTED = "cases.record_withdrawal"


@predicate
def said_unsolved(user: User, attempt: Attempt) -> bool:
    """A reporter has answered that it is not solved (济南市12345条例 Art. 27)."""
    return any(row.solved is False for row in asked(attempt).rows)


@predicate
def to_be_looked_at(user: User, attempt: Attempt) -> bool:
    """The case was drawn to be looked at again, and nobody has yet."""
    ends = (LOOK_AGAIN.code, "cases.found_holding", "cases.found_again")
    found = [entry.event for entry in attempt.entries if entry.event in ends]
    return found[-1:] == [LOOK_AGAIN.code]


@predicate
def to_be_asked_again(user: User, attempt: Attempt) -> bool:
    """A reporter was drawn for a sample, and has neither answered again nor been let be."""
    if not any(entry.event == SAMPLED.code for entry in attempt.entries):
        return False
    return bool(asked(attempt).drawn)


@predicate
def asked_it_first(user: User, attempt: Attempt) -> bool:
    """Somebody of a unit that asked the reporter the first time."""
    return asked_first(user, attempt.matter.specific(), attempt.at)


def asked_first(user: User, case: Case, at: datetime) -> bool:
    """Whether the user, or somebody of one of their units, asked the reporter the first time."""
    askers = User.objects.filter(pk__in=case.follow_ups.ordinary().values("by"))
    own = user.unit_ids_at(at)
    return any(asker.pk == user.pk or asker.unit_ids_at(at) & own for asker in askers)


def sealed(attempt: Attempt) -> bool:
    """Whether the case is sealed, by itself or with the one it is merged into."""
    seals = [entry.event for entry in attempt.entries if entry.event in ("cases.seal", LIFTED)]
    return seals[-1:] == ["cases.seal"]


LIFTED = "cases.unseal"


@predicate
def is_sealed(user: User, attempt: Attempt) -> bool:
    """The case is sealed."""
    return sealed(attempt)


def while_sealed(attempt: Attempt) -> str:
    """What stands against work on a sealed case: nobody who handles cases would see it."""
    if not sealed(attempt):
        return ""
    return _(
        "The case is sealed: the director of the street or of the district must lift that first."
    )


@predicate
def has_reporter(user: User, attempt: Attempt) -> bool:
    """Somebody stands behind the case who can be asked."""
    return attempt.matter.specific().reporter_id is not None


@predicate
def has_units_below(user: User, attempt: Attempt) -> bool:
    """The holder is of a kind that has others below it, to which it can hand a case down."""
    holder = attempt.matter.holder
    return holder is not None and holder.kind in TERRITORIES and holder.kind != Unit.Kind.GRID


@predicate
def complained_about(user: User, attempt: Attempt) -> bool:
    """Somebody of the unit complained about: they stand aside when it is judged."""
    return concerned(user, attempt.matter.specific(), attempt.at)
