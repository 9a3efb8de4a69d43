"""Addresses that every matter has; the page of a kind is `<app>:page`, in its own app."""

from __future__ import annotations

from django.urls import path

from linli.matters import views

app_name = "matters"

urlpatterns = [
    path("org/moves/", views.powers, name="powers"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
    path("attachments/<int:pk>/thumbnail/", views.thumbnail, name="thumbnail"),
    path("attachments/<int:pk>/public/", views.cover, name="cover"),
    path("attachments/<int:pk>/public/look/", views.look, name="look"),
    path("attachments/<int:pk>/public/draft/", views.draft, name="draft"),
    path("attachments/<int:pk>/public/copy/", views.public_copy, name="public-copy"),
    path("attachments/<int:pk>/public/withdraw/", views.withdraw, name="withdraw-copy"),
    path("matters/<str:number>/comment/", views.comment, name="comment"),
    path("matters/<str:number>/texts/", views.texts, name="texts"),
    path("matters/<str:number>/colleagues/", views.colleagues, name="colleagues"),
    path("matters/<str:number>/threads/<int:pk>/", views.thread, name="thread"),
    path("matters/<str:number>/attach/", views.attach, name="attach"),
    path("matters/<str:number>/news/", views.news, name="news"),
    path("matters/<str:number>/claim/", views.claim, name="claim"),
    path("matters/<str:number>/release/", views.release, name="release"),
]
