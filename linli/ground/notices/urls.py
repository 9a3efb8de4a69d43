"""Addresses of notices, of the sign-in by phone and of the demo's inbox."""

from __future__ import annotations

from django.urls import path

from linli.ground.notices import views

app_name = "notices"

urlpatterns = [
    path("signin/phone/", views.signin, name="signin"),
    path("signin/phone/code/", views.code, name="code"),
    path("notices/", views.inbox, name="inbox"),
    path("notices/unread/", views.unread, name="unread"),
    path("notices/read/", views.read_all, name="read-all"),
    path("notices/<int:pk>/", views.open_notice, name="open"),
    path("notices/preferences/", views.preferences, name="preferences"),
    path("notices/stuck/", views.stuck, name="stuck"),
    path("notices/stuck/<int:pk>/", views.send_again, name="send-again"),
    path("demo/inbox/", views.demo_inbox, name="demo-inbox"),
    path("demo/sms/", views.demo_inbox, {"channel": "sms"}, name="sms"),
]
