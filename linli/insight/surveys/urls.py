"""Addresses of surveys."""

from __future__ import annotations

from django.urls import path

from linli.insight.surveys.views import answering, running

app_name = "surveys"

urlpatterns = [
    path("surveys/", running.index, name="list"),
    path("surveys/new/", running.new, name="new"),
    path("surveys/<int:pk>/", running.page, name="page"),
    path("surveys/<int:pk>/ask/", running.ask, name="ask"),
    path("surveys/<int:pk>/drop/<int:question>/", running.drop, name="drop"),
    path("surveys/<int:pk>/draw/", running.draw, name="draw"),
    path("surveys/<int:pk>/invite/", running.invite, name="invite"),
    path("surveys/<int:pk>/publish/", running.publish, name="publish"),
    path("surveys/<int:pk>/papers/", running.papers, name="papers"),
    path("surveys/<int:pk>/enter/", running.enter, name="enter"),
    path("survey/<str:code>/", answering.answer, name="answer"),
    path("survey-results/", answering.published, name="published"),
    path("survey-results/<int:pk>/", answering.results_page, name="results"),
]
