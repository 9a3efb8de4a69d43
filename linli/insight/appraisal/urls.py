"""Addresses of appraisal."""

from __future__ import annotations

from django.urls import path

from linli.insight.appraisal.views import reading, running

app_name = "appraisal"

urlpatterns = [
    path("appraisal/", running.index, name="list"),
    path("appraisal/new/", running.new, name="new"),
    path("appraisal/<int:pk>/", running.page, name="page"),
    path("appraisal/<int:pk>/indicators/", running.add_indicator, name="add-indicator"),
    path("appraisal/<int:pk>/indicators/<int:key>/drop/", running.drop_indicator, name="drop"),
    path("appraisal/<int:pk>/subjects/", running.add_subject, name="add-subject"),
    path("appraisal/<int:pk>/settle/", running.settle, name="settle"),
    path("appraisal/<int:pk>/entries/", running.enter, name="enter"),
    path("appraisal/<int:pk>/adjustments/", running.adjust, name="adjust"),
    path("appraisal/<int:pk>/compute/", running.compute, name="compute"),
    path("appraisal/<int:pk>/show/", running.show, name="show"),
    path("appraisal/<int:pk>/publish/", running.publish, name="publish"),
    path("appraisal/scores/", reading.mine, name="mine"),
    path("appraisal/scores/<int:pk>/", reading.score, name="score"),
    path("appraisal/scores/<int:pk>/object/", reading.object_, name="object"),
    path("appraisal/scores/<int:pk>/judge/", reading.judge, name="judge"),
    path("appraisal/scores/<int:pk>/review/", reading.review, name="review"),
    path("appraisal/scores/<int:pk>/appeal/", reading.appeal, name="appeal"),
    path("appraisal/scores/<int:pk>/appeal/judge/", reading.judge_appeal, name="judge-appeal"),
    path("appraisal-results/", reading.published, name="published"),
    path("appraisal-results/<int:pk>/", reading.result, name="result"),
    path("appraisal-results/<int:pk>/file/", reading.result_file, name="result-file"),
]
