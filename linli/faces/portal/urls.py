"""Addresses of the residents' pages; without a prefix, because the shell links to them."""

from __future__ import annotations

from django.urls import path

from linli.faces.portal import neighbourhood, views

urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/sent/", views.sent, name="report-sent"),
    path("report/understood/", views.understood, name="report-understood"),
    path("report/places/", views.places, name="report-places"),
    path("report/places.json", views.choices_of_places, name="report-choices"),
    path("report/map.json", views.map_of_places, name="report-map"),
    path("grids/", neighbourhood.find_grid, name="grids"),
    path("grids/<str:code>/", neighbourhood.grid, name="grid"),
    path("grids/<str:code>/poster/", neighbourhood.poster, name="grid-poster"),
    path("grids/<str:code>/shape.json", neighbourhood.grid_shape, name="grid-shape"),
    path("around/", neighbourhood.around, name="around"),
    path("around/points.json", neighbourhood.around_points, name="around-points"),
    path("mine/", views.mine, name="mine"),
    path("follow/", views.follow_case, name="follow"),
    path("s/<str:token>/", views.short_link, name="short-link"),
    path("my-case/<str:number>/", views.my_case, name="my-case"),
    path("my-case/<str:number>/leave/", views.leave, name="my-case-leave"),
    path("my-case/<str:number>/add/", views.add, name="my-case-add"),
    path("my-case/<str:number>/move/<str:name>/", views.move, name="my-case-move"),
    path("my-case/<str:number>/photo/<int:pk>/", views.photo, name="my-case-photo"),
    path("photos/<int:pk>/", views.public_photo, name="public-photo"),
]
