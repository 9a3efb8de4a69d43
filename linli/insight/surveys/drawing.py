"""Of whom a sample is drawn, and drawing it so that the same seed draws the same again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from linli.affairs.cases.models import Case, State
from linli.affairs.cases.queries import begin_of
from linli.ground.people.models import Household
from linli.ground.places.codes import CODE_LENGTHS
from linli.ground.places.models import under
from linli.insight.surveys.models import Survey
from linli.matters.models import Seal


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may be drawn: the key of a resident or of a household, and the group."""

    key: int
    group: str


def frame_of(survey: Survey) -> list[Member]:
    """Everybody who may be drawn, each once, in the order of their keys."""
    rows = _reporters(survey) if survey.frame == Survey.Frame.REPORTERS else _households(survey)
    found = {key: Member(key, group_of(place, survey.place_id)) for key, place in rows}
    return [found[key] for key in sorted(found)]


def _reporters(survey: Survey) -> Iterable[tuple[int, str]]:
    """Who reported a case that was closed within the days, with the place of the newest one.

    Not minors, whose guardian would have to agree, and not of sealed cases.
    """
    assert survey.closed_from is not None
    assert survey.closed_to is not None
    closed = Case.objects.filter(
        under(survey.place_id, "place_id"),
        state=State.CLOSED,
        reporter__isnull=False,
        reporter__minor_until=None,
        archived_at=None,
        closed_at__gte=begin_of(survey.closed_from),
        closed_at__lt=begin_of(survey.closed_to + timedelta(days=1)),
    ).exclude(pk__in=Seal.objects.standing().values("matter"))
    return closed.order_by("closed_at", "pk").values_list("reporter_id", "place_id")


def _households(survey: Survey) -> Iterable[tuple[int, str]]:
    """The households of the register."""
    found = Household.objects.filter(under(survey.place_id, "place_id"))
    return found.order_by("pk").values_list("pk", "place_id")


def group_of(place: str, area: str) -> str:
    """The code of the place one level below the area in which a place lies; or the area itself."""
    length = min((n for n in CODE_LENGTHS.values() if n > len(area)), default=len(area))
    return place[:length] if len(place) >= length else area


def digest_of(frame: Iterable[Member], seed: str) -> str:
    """What tells whether a frame and a seed are the same, to whoever has the seed, and no more."""
    return sha256("\n".join([seed, *(str(each.key) for each in frame)]).encode()).hexdigest()


def drawn(frame: Iterable[Member], wanted: int, seed: str) -> list[Member]:
    """So many of the frame, by lot; the same for the same seed."""

    def lot(each: Member) -> str:
        return sha256(f"{seed} {each.key}".encode()).hexdigest()

    return sorted(sorted(frame, key=lot)[:wanted], key=lambda each: each.key)
