"""Addresses of hot topics."""

from __future__ import annotations

from django.urls import path

from linli.insight.hotspots import views

app_name = "hotspots"

urlpatterns = [
    path("hotspots/", views.listed, name="list"),
    path("hotspots/shapes/", views.shapes, name="shapes"),
    path("hotspots/points/", views.points, name="points"),
    path("hotspots/<int:pk>/", views.page, name="page"),
    path("hotspots/<int:pk>/file/", views.file, name="file"),
    path("hotspots/<int:pk>/case/", views.open_case, name="case"),
    path("hotspots/<int:pk>/month/", views.mark, name="mark"),
    path("hotspots/<int:pk>/month/end/", views.unmark, name="unmark"),
]
