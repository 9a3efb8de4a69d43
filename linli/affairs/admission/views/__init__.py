"""The pages of what is asked of communities: for the staff, and for everybody."""

from linli.affairs.admission.views.burden import burden, burden_file, burden_rows
from linli.affairs.admission.views.items import items, new_item
from linli.affairs.admission.views.lists import lists, public
from linli.affairs.admission.views.page import move, page
from linli.affairs.admission.views.refusals import new_refusal, refusals
from linli.affairs.admission.views.tasks import new_task, tasks

__all__ = [
    "burden",
    "burden_file",
    "burden_rows",
    "items",
    "lists",
    "move",
    "new_item",
    "new_refusal",
    "new_task",
    "page",
    "public",
    "refusals",
    "tasks",
]
