"""Who is still to be asked what they think of a result, and what the answers come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from statistics import fmean

from linli.affairs.cases.models import Case, FollowUp, Mode
from linli.affairs.cases.pack import CasesPack, FollowUpRules
from linli.affairs.cases.parties import Party, members, parties_of
from linli.ground.org.models import User
from linli.ground.rulepacks.queries import pack_of
from linli.ground.worktime.calendar import due


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
        newest = max((result.at for result in self.case.results.all()), default=None)
        asked = (row for row in self.case.follow_ups.all() if row.mode != Mode.SAMPLE)
        return [row for row in asked if newest and row.at >= newest]

    @property
    def rules(self) -> FollowUpRules:
        """What the rule pack of the case says of following up."""
        return pack_of(self.case.rule_pack_id).section(CasesPack).follow_up

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
