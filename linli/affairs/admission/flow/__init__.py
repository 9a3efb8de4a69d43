"""The three flows: items, tasks, refusals."""

from linli.affairs.admission.flow.items import flow as items
from linli.affairs.admission.flow.refusals import flow as refusals
from linli.affairs.admission.flow.tasks import flow as tasks

__all__ = ["items", "refusals", "tasks"]
