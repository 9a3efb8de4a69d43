"""Addresses of standard texts."""

from __future__ import annotations

from django.urls import path

from linli.ground.texts import views

app_name = "texts"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/end/", views.end, name="end"),
]
