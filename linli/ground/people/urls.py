"""Addresses of the register and of a resident's own data."""

from __future__ import annotations

from django.urls import path

from linli.ground.people import views

app_name = "people"

urlpatterns = [
    path("residents/", views.index, name="index"),
    path("residents/<int:pk>/", views.resident, name="resident"),
    path("residents/<int:pk>/guardian/", views.guardian, name="guardian"),
    path("me/data/", views.mine, name="mine"),
    path("me/data/consent/", views.consent, name="consent"),
]
