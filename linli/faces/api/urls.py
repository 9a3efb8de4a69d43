"""The API's addresses."""

from __future__ import annotations

from django.urls import path

from linli.faces.api.views import api

urlpatterns = [path("api/v1/", api.urls)]
