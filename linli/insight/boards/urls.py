"""Addresses of boards."""

from __future__ import annotations

from django.urls import path

from linli.insight.boards import views

app_name = "boards"

urlpatterns = [
    path("boards/", views.board, name="board"),
    path("boards/file/", views.file, name="file"),
    path("boards/shapes/", views.shapes, name="shapes"),
    path("boards/points/", views.points, name="points"),
    path("boards/wall/", views.wall, name="wall"),
    path("boards/wall/now/", views.wall_now, name="wall-now"),
    path("boards/day/", views.day, name="day"),
    path("boards/report/", views.report, name="report"),
    path("boards/report/<slug:suffix>/", views.report_file, name="report-file"),
    path("open/", views.open_board, name="open"),
    path("open/file/", views.open_file, name="open-file"),
]
