"""Addresses of the journal."""

from __future__ import annotations

from django.urls import path

from linli.ground.journal import views

app_name = "journal"

urlpatterns = [
    path("parked/", views.parked, name="parked"),
    path("parked/<int:pk>/resume/", views.resume, name="resume"),
]
