"""The addresses of the rule packs; `place` is a code, or `default` for all places."""

from __future__ import annotations

from django.urls import path

from linli.ground.rulepacks import views

app_name = "rulepacks"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:place>/", views.place, name="place"),
    path("<slug:place>/edit/", views.edit, name="edit"),
    path("<slug:place>/<int:version>/", views.version, name="version"),
]
