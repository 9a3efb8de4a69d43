"""The addresses of the organisation."""

from __future__ import annotations

from django.urls import path

from linli.ground.org.views import organisation as views
from linli.ground.org.views import rosters

app_name = "org"

urlpatterns = [
    path("", views.index, name="index"),
    path("units/<str:code>/", views.unit, name="unit"),
    path("units/<str:code>/phone/", views.phone, name="phone"),
    path("units/<str:code>/grant/", views.grant, name="grant"),
    path("units-table/", rosters.units, name="units-import"),
    path("units-table.<str:suffix>", rosters.units_table, name="units-table"),
    path("duties/import/", rosters.bring_in, name="duties-import"),
    path("duties/<str:table>.<str:suffix>", rosters.table, name="duties-table"),
    path("duties/<int:pk>/end/", views.end, name="end"),
    path("users/", views.users, name="users"),
    path("users/<str:username>/", views.user, name="user"),
    path("users/<str:username>/password/", views.password, name="password"),
    path("users/<str:username>/block/", views.block, name="block"),
    path("users/<str:username>/admit/", views.admit, name="admit"),
    path("users/<str:username>/tokens/", views.issue, name="issue"),
    path("tokens/<int:pk>/rotate/", views.rotate, name="rotate"),
    path("tokens/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("roles/", views.roles, name="roles"),
    path("session/", views.session, name="session"),
    path("session/close/", views.close, name="close"),
]
