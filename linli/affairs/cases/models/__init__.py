"""Cases and what belongs to them alone."""

from __future__ import annotations

from linli.affairs.cases.models.answers import FollowUp, Satisfaction
from linli.affairs.cases.models.case import Case, DeclineReason, State, Type
from linli.affairs.cases.models.catalogue import Category, DispatchRule, Level
from linli.affairs.cases.models.emergencies import EmergencyTransfer, Service
from linli.affairs.cases.models.results import Outcome, Result

__all__ = [
    "Case",
    "Category",
    "DeclineReason",
    "DispatchRule",
    "EmergencyTransfer",
    "FollowUp",
    "Level",
    "Outcome",
    "Result",
    "Satisfaction",
    "Service",
    "State",
    "Type",
]
