"""Addresses of the staff's pages of cases."""

from __future__ import annotations

from django.urls import path

from linli.affairs.cases import views
from linli.affairs.cases.suggesting import views as suggesting
from linli.affairs.cases.views import drafts

app_name = "cases"

urlpatterns = [
    path("cases/new/", views.report_for, name="report-for"),
    path("cases/understood/", suggesting.understood, name="understood"),
    path("cases/<str:number>/", views.page, name="page"),
    path("cases/<str:number>/receipt/", views.receipt, name="receipt"),
    path("cases/<str:number>/links/", views.link, name="link"),
    path("cases/<str:number>/links/<int:link>/end/", views.end_link, name="end-link"),
    path("cases/<str:number>/near/", views.near, name="near"),
    path("cases/<str:number>/told/", views.told, name="told"),
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
    path("catalogue/editions/", views.editions, name="editions"),
    path("catalogue/lines/<int:pk>/", views.rule, name="rule"),
    path("catalogue/drafts/", drafts.begin, name="begin-draft"),
    path("catalogue/drafts/<int:pk>/", drafts.page, name="draft"),
    path("catalogue/drafts/<int:pk>/lines/", drafts.set_line, name="draft-line"),
    path("catalogue/drafts/<int:pk>/lines/<int:line>/out/", drafts.remove_line, name="draft-out"),
    path("catalogue/drafts/<int:pk>/table/", drafts.bring_in, name="draft-in"),
    path("catalogue/drafts/<int:pk>/table.<str:suffix>", drafts.table, name="draft-table"),
    path("catalogue/drafts/<int:pk>/rehearsal/", drafts.rehearse, name="rehearse"),
    path("catalogue/drafts/<int:pk>/cases/", drafts.cases, name="rehearsed"),
    path("catalogue/drafts/<int:pk>/live/", drafts.go_live, name="go-live"),
    path("catalogue/drafts/<int:pk>/drop/", drafts.drop, name="drop-draft"),
    path("suggestions/", suggesting.accuracy, name="accuracy"),
    path("suggestions/cases/", suggesting.behind, name="behind"),
    path("suggestions/models/", suggesting.models, name="models"),
    path("suggestions/models/use/", suggesting.use_model, name="use-model"),
]
