"""Addresses of what is asked of communities."""

from __future__ import annotations

from django.urls import path

from linli.affairs.admission import views

app_name = "admission"

urlpatterns = [
    path("admission/", views.public, name="public"),
    path("admission/lists/", views.lists, name="lists"),
    path("admission/items/", views.items, name="items"),
    path("admission/items/new/", views.new_item, name="new-item"),
    path("admission/tasks/", views.tasks, name="tasks"),
    path("admission/tasks/new/", views.new_task, name="new-task"),
    path("admission/refusals/", views.refusals, name="refusals"),
    path("admission/refusals/new/", views.new_refusal, name="new-refusal"),
    path("admission/burden/", views.burden, name="burden"),
    path("admission/burden/rows/", views.burden_rows, name="burden-rows"),
    path("admission/burden/file/", views.burden_file, name="burden-file"),
    path("admission/<str:number>/", views.page, name="page"),
    path("admission/<str:number>/moves/<str:name>/", views.move, name="move"),
]
