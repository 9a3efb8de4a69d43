"""Addresses of figures."""

from __future__ import annotations

from django.urls import path

from linli.insight.measures import views

app_name = "measures"

urlpatterns = [
    path("measures/", views.listed, name="list"),
    path("measures/file/", views.file, name="file"),
    path("measures/published/", views.published, name="published"),
    path("measures/published/<int:pk>/", views.publication, name="publication"),
    path("measures/left-out/", views.exclusions, name="exclusions"),
    path("measures/left-out/<int:pk>/", views.judge, name="judge"),
    path("measures/<slug:code>/", views.page, name="page"),
    path("measures/<slug:code>/rows/", views.behind, name="rows"),
]
