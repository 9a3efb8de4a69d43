"""What is supervised, what was suggested, and what was made known."""

from linli.affairs.supervision.models.bulletins import Bulletin, Line
from linli.affairs.supervision.models.suggestions import Reason, Suggestion
from linli.affairs.supervision.models.supervision import (
    Demand,
    ErrorKind,
    Mark,
    Objection,
    Reply,
    State,
    Step,
    Supervision,
    Tolerance,
)

__all__ = [
    "Bulletin",
    "Demand",
    "ErrorKind",
    "Line",
    "Mark",
    "Objection",
    "Reason",
    "Reply",
    "State",
    "Step",
    "Suggestion",
    "Supervision",
    "Tolerance",
]
