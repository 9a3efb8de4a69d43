"""The end of what is kept of workers who were appraised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from linli.ground.org.models import User
from linli.insight.appraisal.models import Appeal, Objection, Review, Score, Subject


def forget_workers(rows: Sequence[Subject], *, by: User, at: datetime) -> int:
    """Delete their values, scores, objections, reviews and appeals; the scheme stays."""
    Appeal.objects.filter(review__score__subject__in=rows).delete()
    for kept in (Review, Objection):
        kept.objects.filter(score__subject__in=rows).delete()
    Score.objects.filter(subject__in=rows).delete()
    Subject.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
