"""The staff's pages of cases."""

from linli.affairs.cases.views.calling import calls
from linli.affairs.cases.views.catalogue import dispatch_catalogue, editions, end_rule, rule
from linli.affairs.cases.views.desk import (
    end_link,
    grid_list,
    link,
    move,
    near,
    page,
    show_reporter,
)
from linli.affairs.cases.views.entry import patrol, receipt, report_for, settle
from linli.affairs.cases.views.late import late_list
from linli.affairs.cases.views.looking_back import look_backs
from linli.affairs.cases.views.publicity import public_words
from linli.affairs.cases.views.ratings import ratings
from linli.affairs.cases.views.told import told

__all__ = [
    "calls",
    "dispatch_catalogue",
    "editions",
    "end_link",
    "end_rule",
    "grid_list",
    "late_list",
    "link",
    "look_backs",
    "move",
    "near",
    "page",
    "patrol",
    "public_words",
    "ratings",
    "receipt",
    "report_for",
    "rule",
    "settle",
    "show_reporter",
    "told",
]
