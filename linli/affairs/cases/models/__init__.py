"""Cases and what belongs to them alone."""

from __future__ import annotations

from linli.affairs.cases.models.answers import Call, FollowUp, Mode, Satisfaction
from linli.affairs.cases.models.case import Case, DeclineReason, Occasion, State, Type
from linli.affairs.cases.models.catalogue import CatalogueLine, Category, DispatchRule, Level
from linli.affairs.cases.models.dispatches import Dispatch
from linli.affairs.cases.models.editions import (
    CatalogueDraft,
    CatalogueEdition,
    DraftLine,
    Rehearsal,
    Rehearsed,
)
from linli.affairs.cases.models.emergencies import EmergencyTransfer, Service
from linli.affairs.cases.models.links import Link
from linli.affairs.cases.models.looking_back import Draw, Finding, LookBack, Sampled
from linli.affairs.cases.models.merging import Merger, Shortened
from linli.affairs.cases.models.publicity import PublicWords
from linli.affairs.cases.models.results import Outcome, Result
from linli.affairs.cases.models.suggesting import (
    Decided,
    ModelUse,
    Said,
    Suggested,
    TextModel,
)

__all__ = [
    "Call",
    "Case",
    "CatalogueDraft",
    "CatalogueEdition",
    "CatalogueLine",
    "Category",
    "Decided",
    "DeclineReason",
    "Dispatch",
    "DispatchRule",
    "DraftLine",
    "Draw",
    "EmergencyTransfer",
    "Finding",
    "FollowUp",
    "Level",
    "Link",
    "LookBack",
    "Merger",
    "Mode",
    "ModelUse",
    "Occasion",
    "Outcome",
    "PublicWords",
    "Rehearsal",
    "Rehearsed",
    "Result",
    "Said",
    "Sampled",
    "Satisfaction",
    "Service",
    "Shortened",
    "State",
    "Suggested",
    "TextModel",
    "Type",
]
