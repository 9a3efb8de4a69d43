"""Keeping what was suggested for a case, and what a person decided: rows that nobody changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from linli.affairs.cases.models import Case, Decided, Suggested
from linli.affairs.cases.suggesting import said
from linli.affairs.cases.suggesting.models_in_use import model_in_use
from linli.affairs.cases.suggesting.reading import LEVEL, read, rules_at
from linli.ground.org.models import User
from linli.text.similar import KIND

What, Stage = Suggested.What, Decided.Stage

BY_NAMES, BY_WORDS = "linli.text.locate 1", KIND
"""What suggested a place, and the same matter."""

COMMUNITY = 12
"""Digits: a place is kept no closer than its community, which does not tell where one lives."""

OFFERED_CASES = 3


@transaction.atomic
def suggest(cases: Sequence[Case], *, at: datetime) -> None:
    """Keep what is suggested for these cases, once for each model; derived, so no journal."""
    rows = [row for case in cases for row in _suggestions(case, at)]
    Suggested.objects.bulk_create(rows, ignore_conflicts=True)


def decide(case: Case, *, what: str, code: str, stage: str, by: User, at: datetime) -> None:
    """Keep what somebody decided where something is suggested; nothing where nothing is.

    `code`: of the category or the place, or the key of the case that is the same; empty: none.
    """
    by_whom = {What.CATEGORY: model_in_use().version, What.PLACE: BY_NAMES, What.SAME: BY_WORDS}
    kept = Suggested.objects.filter(case=case, what=what, version=by_whom[What(what)])
    if not kept.exists():
        suggest([case], at=at)
    for suggested in kept:
        Decided.objects.create(
            suggested=suggested,
            stage=stage,
            code=code[:COMMUNITY] if what == What.PLACE else code,
            rank=_rank(suggested, code),
            by=by,
            at=at,
        )


def _suggestions(case: Case, at: datetime) -> Iterator[Suggested]:
    found = read(case.text, case.place_id, at, title=case.title)
    first = found.abouts[0].probability if found.abouts else 0.0
    yield Suggested(
        case=case,
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
            case=case,
            what=What.PLACE,
            version=BY_NAMES,
            offered=[where.code],
            probability=where.confidence,
            sure=where.sure,
            at=at,
        )
    asked = said.report_of(case.text, case.opened_at, case.place_id, case.point, case.title)
    least = rules_at(case.place_id, at).same
    if same := said.find(asked, most=OFFERED_CASES, least=least, but=case.pk):
        yield Suggested(
            case=case,
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
