"""Addresses of the sign-in by phone and of the demo's inbox."""

from __future__ import annotations

from django.urls import path

from linli.ground.notices import views

app_name = "notices"

urlpatterns = [
    path("signin/phone/", views.signin, name="signin"),
    path("signin/phone/code/", views.code, name="code"),
    path("demo/sms/", views.sms, name="sms"),
]
