"""What may be asked of communities, what is asked of them, and what they refused."""

from linli.affairs.admission.models.admission import (
    Admission,
    Arrival,
    Exemption,
    FormField,
    Funding,
    ResidentsVote,
    State,
    Subject,
    Workload,
)
from linli.affairs.admission.models.lists import ListedItem, ListKind, ListVersion
from linli.affairs.admission.models.refusal import Ground, Refusal, RefusalState, Way
from linli.affairs.admission.models.task import Acceptance, Report, Task, TaskState

__all__ = [
    "Acceptance",
    "Admission",
    "Arrival",
    "Exemption",
    "FormField",
    "Funding",
    "Ground",
    "ListKind",
    "ListVersion",
    "ListedItem",
    "Refusal",
    "RefusalState",
    "Report",
    "ResidentsVote",
    "State",
    "Subject",
    "Task",
    "TaskState",
    "Way",
    "Workload",
]
