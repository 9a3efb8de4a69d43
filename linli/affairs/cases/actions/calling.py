"""Taking a reporter from the queue to call them, and letting them go again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from linli.affairs.cases import calling, looking_back
from linli.affairs.cases.asking import Asked
from linli.affairs.cases.models import Call
from linli.ground.org.models import User


@transaction.atomic
def take_next(*, sampled: bool = False, by: User, at: datetime) -> Call | None:
    """Take the reporter whom this user is to call next; None where nobody can be called now.

    From those to be asked what they think of a result, or to be asked again for a sample.

    They stay with the user for as long as the rule pack says; one taken before is let go. Two who
    take at the same moment get different reporters.
    """
    let_go(by=by)
    Call.objects.filter(until__lte=at).delete()
    for waiting in looking_back.to_ask(by, at) if sampled else calling.queue(by, at):
        if waiting.is_due(at):
            minutes = Asked(waiting.case).rules.claim_minutes
            call, taken = Call.objects.get_or_create(
                case=waiting.case,
                reporter=waiting.party.resident,
                defaults={"by": by, "at": at, "until": at + timedelta(minutes=minutes)},
            )
            if taken:
                return call
    return None


def let_go(*, by: User) -> None:
    """Give back to the queue whom the user has taken."""
    Call.objects.filter(by=by).delete()
