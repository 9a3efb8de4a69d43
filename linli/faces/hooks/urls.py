"""Addresses of webhooks."""

from __future__ import annotations

from django.urls import path

from linli.faces.hooks import views

app_name = "hooks"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/end/", views.end, name="end"),
    path("sendings/<int:pk>/resend/", views.resend, name="resend"),
]
