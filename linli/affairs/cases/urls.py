"""Addresses of the staff's pages of cases."""

from __future__ import annotations

from django.urls import path

from linli.affairs.cases import views

app_name = "cases"

urlpatterns = [
    path("cases/new/", views.report_for, name="report-for"),
    path("cases/<str:number>/", views.page, name="page"),
    path("cases/<str:number>/links/", views.link, name="link"),
    path("cases/<str:number>/links/<int:link>/end/", views.end_link, name="end-link"),
    path("cases/<str:number>/moves/<str:name>/", views.move, name="move"),
    path("cases/<str:number>/public/", views.public_words, name="public-words"),
    path("cases/<str:number>/reporter/", views.show_reporter, name="reporter"),
    path("calls/", views.calls, name="calls"),
    path("late/", views.late_list, name="late"),
    path("look-backs/", views.look_backs, name="look-backs"),
    path("ratings/", views.ratings, name="ratings"),
    path("grid/", views.grid_list, name="grid"),
    path("grid/report/", views.patrol, name="patrol"),
    path("grid/settle/", views.settle, name="settle"),
    path("catalogue/", views.dispatch_catalogue, name="catalogue"),
    path("catalogue/end/", views.end_rule, name="end-rule"),
]
