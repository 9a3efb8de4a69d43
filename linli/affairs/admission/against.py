"""What stands against a move, as a sentence for whoever wants to make it; nothing where it may be.

The sentences name the list, the day or the sum, so that one knows what to change.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.affairs.admission import queries
from linli.affairs.admission.models import Admission, Funding, Subject
from linli.affairs.admission.money import yuan
from linli.affairs.admission.parts import to_judge
from linli.ground.rulepacks.queries import pack_of
from linli.matters.rules import Attempt


def submitting(attempt: Attempt) -> str:
    """Forbidden, too late, too long, or a form without its fields."""
    item: Admission = attempt.matter.specific()
    today, rules = timezone.localdate(attempt.at), queries.rules_of(item)
    if line := queries.prohibited(item, today):
        words = _("Nobody may ask this of communities: line %(code)s of the list of prohibitions.")
        return words % {"code": line.code}
    earliest = queries.earliest_start(attempt.at, pack_of(item.rule_pack_id))
    if not item.exemption and item.starts_on < earliest:
        words = _("Applied for today it can start on %(day)s at the earliest.")
        return words % {"day": earliest}
    latest = queries.latest_end(item.starts_on, rules.longest_term)
    if item.ends_on > latest:
        return _("By the rules its term ends on %(day)s at the latest.") % {"day": latest}
    if item.subject == Subject.FORM and not item.fields.exists():
        return _("Name the fields of the form or ledger.")
    return ""


def admitting(attempt: Attempt) -> str:
    """Communities would type what linli or another form has already."""
    twice = queries.typed_twice(attempt.matter.specific())
    if not twice:
        return ""
    words = _("Nobody types the same twice. Take these from what is there already: %(fields)s.")
    return words % {"fields": "、".join(twice)}


def money_amiss(item: Admission) -> str:
    """What whoever screens and decides should ask about the money; it stands against no move.

    费随事转: lasting work with its running costs or as a service that is bought, work of limited
    time by workload (Huangshan).
    """
    lasting = queries.is_lasting(item)
    if item.funding == Funding.NONE and not item.exemption and item.workload.exists():
        return _("Communities would work, and no money follows the work.")
    if lasting and item.funding == Funding.WORKLOAD:
        words = _("It lasts %(months)d months or longer: pay running costs, or buy a service.")
        return words % {"months": queries.rules_of(item).lasting_from}
    if lasting is False and item.funding == Funding.OPERATING:
        return _("It is work of limited time: money follows it by workload.")
    return ""


def exempting(attempt: Attempt) -> str:
    """Too long for an exemption on its ground, or a form that asks twice."""
    item: Admission = attempt.matter.specific()
    if not item.exemption:
        return ""
    months = getattr(queries.rules_of(item).longest_exemption, item.exemption)
    latest = queries.latest_end(item.starts_on, months)
    if item.ends_on > latest:
        words = _("On this ground its term ends on %(day)s at the latest.")
        return words % {"day": latest}
    return admitting(attempt)


def renewing(attempt: Attempt) -> str:
    """The residents have rejected it: then it leaves the communities."""
    item: Admission = attempt.matter.specific()
    if not queries.rejected_by_residents(item):
        return ""
    words = _("The residents rejected it, %(against)d votes of %(all)d: it cannot be renewed.")
    in_favour, against = queries.votes(item)
    return words % {"against": against, "all": in_favour + against}


def recording_money(attempt: Attempt) -> str:
    """No money was promised."""
    item: Admission = attempt.matter.specific()
    return _("No money was promised for it.") if item.funding == Funding.NONE else ""


def starting(attempt: Attempt) -> str:
    """The money has not come, or the term is over (费随事转)."""
    item: Admission = attempt.matter.specific()
    if item.ends_on < timezone.localdate(attempt.at):
        return _("Its term is over.")
    share = queries.rules_of(item).money_before_start
    arrived = queries.money_arrived(item) if item.money else item.money
    if arrived * 100 < item.money * share:
        words = _("Of %(promised)s yuan %(arrived)s have arrived; it starts with %(share)d %%.")
        return words % {"promised": yuan(item.money), "arrived": yuan(arrived), "share": share}
    return ""


def finishing(attempt: Attempt) -> str:
    """Communities have still to report, or reports to be looked at."""
    open_ = [part.unit.name for part in attempt.participations if part.is_open]
    if open_:
        return _("Still to report: %(units)s.") % {"units": "、".join(open_)}
    waiting = [part.unit.name for part in to_judge(attempt)]
    if waiting:
        words = _("Look at what these have reported first: %(units)s.")
        return words % {"units": "、".join(waiting)}
    return ""
