"""Addresses of what is kept of people."""

from __future__ import annotations

from django.urls import path

from linli.ground.privacy.views import kept as views
from linli.ground.privacy.views import records

app_name = "privacy"

urlpatterns = [
    path("privacy/", views.index, name="index"),
    path("privacy/purposes/", views.purposes, name="purposes"),
    path("privacy/holds/", views.holds, name="holds"),
    path("privacy/holds/<int:pk>/lift/", views.lift, name="lift"),
    path("privacy/minors/", views.minors, name="minors"),
    path("privacy/minors/<int:pk>/", views.decide, name="decide"),
    path("privacy/incidents/", records.incidents, name="incidents"),
    path("privacy/incidents/<int:pk>/", records.incident, name="incident"),
    path("privacy/incidents/<int:pk>/close/", records.close, name="incident-close"),
    path("privacy/assessments/", records.assessments, name="assessments"),
    path("privacy/exchanges/", records.exchanges, name="exchanges"),
    path("me/data/looks/", views.seen_by, name="looks"),
    path("me/data/consents/", views.consents, name="consents"),
    path("me/data/copy/", views.copy, name="copy"),
    path("me/data/copy.json", views.download, name="download"),
]
