"""Keeping what was suggested for a case, and what a person decided: rows that nobody changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.affairs.cases.models import Case, Decided, State, Suggested
from linli.affairs.cases.suggesting import said
from linli.affairs.cases.suggesting.models_in_use import model_in_use
from linli.affairs.cases.suggesting.reading import LEVEL, read, rules_at
from linli.ground.org.models import User
from linli.ground.questions import Question
from linli.ground.statements import insert
from linli.text.similar import KIND, SimilarIndex

What, Stage = Suggested.What, Decided.Stage

BY_NAMES, BY_WORDS = "linli.text.locate 1", KIND
"""What suggested a place, and the same matter."""

COMMUNITY = 12
"""Digits: a place is kept no closer than its community, which does not tell where one lives."""

OF_CASE = Question(lambda key: Suggested.objects.filter(case_id=key), -1)


@dataclass(frozen=True, slots=True)
class Reported:
    """A case that came in: by whom, and when."""

    case: Case
    by: User
    at: datetime


def suggest(cases: Sequence[Case], *, at: datetime) -> None:
    """Keep what is suggested for these cases, once for each model; derived, so no journal."""
    _keep((case, at) for case in cases)


@transaction.atomic(savepoint=False)
def take_in(reports: Sequence[Reported]) -> None:
    """Keep what is read in new reports as of their moments, and what their reporters had chosen."""
    _keep((each.case, each.at) for each in reports)
    chosen = {each.case.pk: each for each in reports if each.case.category_id}
    by_model = Suggested.objects.filter(what=What.CATEGORY, version=model_in_use().version)
    decided = [
        _decided(row, each.case.category_id or "", Stage.REPORT, each.by, each.at)
        for row in by_model.filter(case__in=chosen)
        if (each := chosen[row.case_id]).case.state == State.REPORTED
    ]
    if decided:
        insert(*decided, keyed=False)


@transaction.atomic(savepoint=False)
def decide(
    case: Case, *, chosen: Mapping[Suggested.What, str], stage: str, by: User, at: datetime
) -> None:
    """Keep what somebody decided where something is suggested; nothing where nothing is.

    `chosen`: by what it is, the code of the category or the place, or the key of the case that is
    the same; empty: none.
    """
    by_whom = {What.CATEGORY: model_in_use().version, What.PLACE: BY_NAMES, What.SAME: BY_WORDS}
    kept = OF_CASE.ask(case.pk)
    if all(row.version != by_whom[What.CATEGORY] for row in kept):  # it reads every case
        suggest([case], at=at)
        kept = OF_CASE.ask(case.pk)
    used = [row for row in kept if row.what in chosen and row.version == by_whom[What(row.what)]]
    decided = [_decided(row, chosen[What(row.what)], stage, by, at) for row in used]
    for suggested, row in zip(used, decided, strict=True):
        if suggested.what == What.CATEGORY:
            case.tell(sure=suggested.sure, rank=row.rank)
    if decided:
        insert(*decided, keyed=False)


def _decided(suggested: Suggested, code: str, stage: str, by: User, at: datetime) -> Decided:
    return Decided(
        suggested_id=suggested.pk,
        stage=stage,
        code=code[:COMMUNITY] if suggested.what == What.PLACE else code,
        rank=_rank(suggested, code),
        by=by,
        at=at,
    )


def _keep(read_at: Iterable[tuple[Case, datetime]]) -> None:
    before = said.in_step()
    rows = [row for case, at in read_at for row in _suggestions(case, before, at)]
    if rows:
        insert(*rows, or_nothing=True, keyed=False)


def _suggestions(case: Case, before: SimilarIndex, at: datetime) -> Iterator[Suggested]:
    found = read(case.text, case.place_id, at, title=case.title)
    first = found.abouts[0].probability if found.abouts else 0.0
    yield Suggested(
        case_id=case.pk,
        what=What.CATEGORY,
        version=found.version,
        checksum=found.checksum,
        offered=[about.code for about in found.abouts],
        probability=first,
        sure=found.sure,
        at=at,
    )
    if where := found.where:
        yield Suggested(
            case_id=case.pk,
            what=What.PLACE,
            version=BY_NAMES,
            offered=[where.code],
            probability=where.confidence,
            sure=where.sure,
            at=at,
        )
    asked = said.report_of(case.text, case.opened_at, case.place_id, case.point, case.title)
    rules = rules_at(case.place_id, at)
    if same := before.find(asked, most=rules.same_most, least=rules.same, but=case.pk):
        yield Suggested(
            case_id=case.pk,
            what=What.SAME,
            version=BY_WORDS,
            offered=[str(match.key) for match in same],
            probability=same[0].probability,
            sure=False,  # nothing is put together without somebody who has looked
            at=at,
        )


def _rank(suggested: Suggested, code: str) -> int:
    """Where it stands among what was offered; a wider category or place holds what it contains."""
    if not code:
        return 0
    for rank, offered in enumerate(suggested.offered, start=1):
        if suggested.what == What.SAME:
            fits = offered == code
        elif suggested.what == What.CATEGORY:
            fits = offered.startswith(code[:LEVEL])
        else:
            fits = offered.startswith(code) or code.startswith(offered)
        if fits:
            return rank
    return 0
