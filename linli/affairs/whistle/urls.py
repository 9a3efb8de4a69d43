"""Addresses of whistles."""

from __future__ import annotations

from django.urls import path

from linli.affairs.whistle import views

app_name = "whistle"

urlpatterns = [
    path("whistles/", views.listed, name="list"),
    path("whistles/new/", views.begin, name="begin"),
    path("whistles/figures/", views.figures, name="figures"),
    path("whistles/<str:number>/", views.page, name="page"),
    path("whistles/<str:number>/now/", views.now, name="now"),
    path("whistles/<str:number>/moves/<str:name>/", views.move, name="move"),
]
