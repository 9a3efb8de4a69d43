"""Addresses of requests about data."""

from __future__ import annotations

from django.urls import path

from linli.affairs.datarights import views

app_name = "datarights"

urlpatterns = [
    path("me/data/requests/", views.mine, name="mine"),
    path("data-requests/", views.listed, name="list"),
    path("data-requests/new/", views.receive, name="receive"),
    path("data-requests/<str:number>/", views.page, name="page"),
    path("data-requests/<str:number>/<str:name>/", views.move, name="move"),
]
