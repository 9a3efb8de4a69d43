"""The pages of boards."""

from linli.insight.boards.views.boards import board, file, points, shapes
from linli.insight.boards.views.day import day
from linli.insight.boards.views.opened import open_board, open_file
from linli.insight.boards.views.reports import report, report_file
from linli.insight.boards.views.wall import wall, wall_now

__all__ = [
    "board",
    "day",
    "file",
    "open_board",
    "open_file",
    "points",
    "report",
    "report_file",
    "shapes",
    "wall",
    "wall_now",
]
