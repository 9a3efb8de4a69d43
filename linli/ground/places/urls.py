"""Addresses of the pages of places, below /places/."""

from __future__ import annotations

from django.urls import path

from linli.ground.places.views import drawing
from linli.ground.places.views import register as views

app_name = "places"
urlpatterns = [
    path("", views.index, name="index"),
    path("search", views.search, name="search"),
    path("import/", views.bring_in, name="import"),
    path("<slug:code>/", views.page, name="page"),
    path("<slug:code>/rename/", views.rename, name="rename"),
    path("<slug:code>/draw/", views.draw, name="draw"),
    path("<slug:code>/add/", views.add, name="add"),
    path("<slug:code>/generate/", views.generate, name="generate"),
    path("<slug:code>/replace/", views.replace, name="replace"),
    path("<slug:code>/grids/", drawing.grids, name="grids"),
]
