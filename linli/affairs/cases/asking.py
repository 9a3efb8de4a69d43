"""Who is still to be asked what they think of a result, and what the answers come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from statistics import fmean
from typing import TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.cases.models import Call, Case, FollowUp, Mode, Result, Sampled
from linli.affairs.cases.pack import CasesPack, FollowUpRules, SampleRules
from linli.affairs.cases.parties import Party, members, parties_of
from linli.ground.org.models import User
from linli.ground.questions import Question
from linli.ground.rulepacks.queries import pack_of
from linli.ground.worktime.calendar import due

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A reporter who is to be asked again for a sample."""

    row: Sampled
    party: Party

    def callable_from(self, rules: SampleRules) -> datetime | None:
        """From when they may be called; None: at any time."""
        if self.row.call_again_at or self.row.tried_at is None:
            return self.row.call_again_at
        return due(self.row.tried_at, rules.spacing)


RESULTS = Question(lambda key: Result.objects.filter(case_id=key), -1)
ANSWERS = Question(lambda key: FollowUp.objects.filter(case_id=key), -1)


def _read(case: Case, name: str, question: Question[M]) -> list[M]:
    """What was read together with the case, or is asked for now."""
    together = getattr(case, "_prefetched_objects_cache", {})
    return list(together[name]) if name in together else question.ask(case.pk)


class Asked:
    """The reporters of a case, and what they answered to its newest result."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def members(self) -> list[Case]:
        """What is merged into the case."""
        return members(self.case)

    @cached_property
    def parties(self) -> list[Party]:
        """The reporters, each once."""
        return parties_of(self.case, self.members)

    @cached_property
    def rows(self) -> list[FollowUp]:
        """The answers and attempts since the newest result, oldest first."""
        return [row for row in self._since_the_result if row.mode != Mode.SAMPLE]

    @property
    def sample_rows(self) -> list[FollowUp]:
        """The same of the samples, which are an audit of the answers."""
        return [row for row in self._since_the_result if row.mode == Mode.SAMPLE]

    @cached_property
    def results(self) -> list[Result]:
        """What was reported as done, oldest first."""
        return _read(self.case, "results", RESULTS)

    @cached_property
    def answers(self) -> list[FollowUp]:
        """All answers and attempts, oldest first."""
        return _read(self.case, "follow_ups", ANSWERS)

    @cached_property
    def _since_the_result(self) -> list[FollowUp]:
        newest = max((result.at for result in self.results), default=None)
        return [row for row in self.answers if row.at >= newest] if newest else []

    @property
    def rules(self) -> FollowUpRules:
        """What the rule pack of the case says of following up."""
        return self.pack.follow_up

    @property
    def pack(self) -> CasesPack:
        """What the rule pack of the case says."""
        return pack_of(self.case.rule_pack_id).section(CasesPack)

    @cached_property
    def drawn(self) -> list[Drawn]:
        """The reporters to be asked again for a sample, each once: the earliest draw first."""
        found: dict[int | None, Sampled] = {}
        for row in sorted(self.case.sampled.all(), key=lambda row: row.pk):
            if row.ended_at is None:
                found.setdefault(row.reporter_id, row)
        known = {party.resident.pk: party for party in self.parties} if found else {}
        return [Drawn(row, known[pk]) for pk, row in found.items() if pk in known]

    def answered(self, party: Party) -> bool:
        """Whether this reporter has given the three answers."""
        return any(row.reached and self._is_by(row, party) for row in self.rows)

    def attempts(self, party: Party) -> list[FollowUp]:
        """The calls in vain; not those to somebody who asks to be called at another time."""
        return [row for row in self._unanswered(party) if row.call_again_at is None]

    def left(self) -> list[Party]:
        """Those still to be asked: neither answered nor called in vain as often as is due."""
        return [
            party
            for party in self.parties
            if not self.answered(party) and len(self.attempts(party)) < self.rules.attempts
        ]

    def last_attempt(self, party: Party) -> bool:
        """Whether one more call in vain is the last one due."""
        return len(self.attempts(party)) + 1 >= self.rules.attempts

    def callable_from(self, party: Party) -> datetime | None:
        """From when this reporter may be called again; None: at any time."""
        tried = self._unanswered(party)[-1:]
        return tried[0].call_again_at or due(tried[0].at, self.rules.spacing) if tried else None

    def _unanswered(self, party: Party) -> list[FollowUp]:
        return [row for row in self.rows if not row.reached and self._is_by(row, party)]

    def party(self, user: User) -> Party | None:
        """The reporter whose account this is."""
        return next((each for each in self.parties if each.resident.user_id == user.pk), None)

    def _is_by(self, row: FollowUp, party: Party) -> bool:
        # Rows of earlier releases name nobody; then there was one reporter.
        return row.reporter_id in (None, party.resident.pk)


def against_a_call(
    case: Case, party: Party, begins: datetime | None, by: User, at: datetime
) -> str:
    """What stands against calling a reporter now, in words; empty where nothing does.

    `begins`: from when they may be called again.
    """
    if begins and at < begins:
        when = f"{timezone.localtime(begins):%Y-%m-%d %H:%M}"
        return _("Too soon after the last call: from %(when)s on.") % {"when": when}
    taken = Call.objects.filter(case=case, reporter=party.resident, until__gt=at)
    if taken.exclude(by=by).exists():
        return _("Somebody else has taken this call.")
    return ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What several answers to one case come to; the unit is counted once."""

    contacted: bool
    solved: bool
    satisfaction: float
    """On five levels, 5 being the best."""
    answers: int


def verdict(rows: Iterable[FollowUp], rules: FollowUpRules) -> Verdict | None:
    """What the answers come to, by the rule pack; None where nobody was reached.

    The case counts as contacted or solved where all, or most, say so; satisfaction is the mean of
    the answers, or the lowest. The samples, which audit the answers, are left out.
    """
    given = [row for row in rows if row.reached and row.mode != Mode.SAMPLE]
    levels = [row.satisfaction for row in given if row.satisfaction is not None]
    if not levels:
        return None
    level = min(levels) if rules.several.satisfaction == "lowest" else fmean(levels)
    return Verdict(
        contacted=_agreed([bool(row.contacted) for row in given], rules.several.solved),
        solved=_agreed([bool(row.solved) for row in given], rules.several.solved),
        satisfaction=float(level),
        answers=len(given),
    )


def _agreed(said: Sequence[bool], how: str) -> bool:
    return all(said) if how == "all" else 2 * sum(said) > len(said)
