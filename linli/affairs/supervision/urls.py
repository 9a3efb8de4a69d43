"""Addresses of supervision."""

from __future__ import annotations

from django.urls import path

from linli.affairs.supervision.views import bulletins, desk

app_name = "supervision"

urlpatterns = [
    path("supervision/", desk.listed, name="list"),
    path("supervision/suggestions/", desk.suggestions, name="suggestions"),
    path("supervision/suggestions/<int:pk>/", desk.suggestion, name="suggestion"),
    path("supervision/suggestions/<int:pk>/<str:name>/", desk.decide, name="decide"),
    path("supervision/begin/<str:number>/", desk.begin, name="begin"),
    path("supervision/bulletins/", bulletins.listed, name="bulletins"),
    path("supervision/bulletins/new/", bulletins.new, name="new-bulletin"),
    path("supervision/bulletins/<int:pk>/", bulletins.page, name="bulletin"),
    path("supervision/bulletins/<int:pk>/correct/", bulletins.correct, name="correct"),
    path("supervision/bulletins/<int:pk>/<str:name>/", bulletins.act, name="act"),
    path("supervision/matters/<str:number>/", desk.page, name="page"),
    path("supervision/matters/<str:number>/<str:name>/", desk.move, name="move"),
    path("bulletins/", bulletins.public, name="public-bulletins"),
    path("bulletins/<int:pk>/", bulletins.public_page, name="public-bulletin"),
]
