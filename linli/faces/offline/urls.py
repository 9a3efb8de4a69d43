"""Addresses of the app on a phone; without a prefix, because the shell links to them."""

from __future__ import annotations

from django.urls import path

from linli.faces.offline import views

urlpatterns = [
    path("service-worker.js", views.service_worker, name="service-worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline/", views.nothing, name="offline"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/token/", views.token, name="draft-token"),
    path("drafts/send/", views.send, name="draft-send"),
]
