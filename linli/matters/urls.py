"""Addresses that every matter has; the page of a kind is `<app>:page`, in its own app."""

from __future__ import annotations

from django.urls import path

from linli.matters import views

app_name = "matters"

urlpatterns = [
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("attachments/<int:pk>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("matters/<str:number>/comment/", views.comment, name="comment"),
    path("matters/<str:number>/threads/<int:pk>/", views.thread, name="thread"),
    path("matters/<str:number>/attach/", views.attach, name="attach"),
    path("matters/<str:number>/claim/", views.claim, name="claim"),
]
