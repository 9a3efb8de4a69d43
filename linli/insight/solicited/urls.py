"""Addresses of ratings to check."""

from __future__ import annotations

from django.urls import path

from linli.insight.solicited import views

app_name = "solicited"

urlpatterns = [
    path("ratings-to-check/", views.index, name="list"),
    path("ratings-to-check/<int:pk>/", views.page, name="page"),
]
