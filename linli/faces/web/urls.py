"""Addresses of the shell; their names have no prefix because every page links to them."""

from __future__ import annotations

from django.urls import path

from linli.faces.web import setting_up, views
from linli.faces.web.atlas import atlas, atlas_counts, atlas_shapes
from linli.faces.web.audit import audit, audit_file
from linli.faces.web.points import atlas_points
from linli.faces.web.search import search_page

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", search_page, name="search"),
    path("audit/", audit, name="audit"),
    path("audit/file/", audit_file, name="audit-file"),
    path("map/", atlas, name="atlas"),
    path("map/counts/", atlas_counts, name="atlas-counts"),
    path("map/points/", atlas_points, name="atlas-points"),
    path("map/shapes/", atlas_shapes, name="atlas-shapes"),
    path("first-steps/", setting_up.first_steps_page, name="first-steps"),
    path("first-steps/district/", setting_up.district, name="first-steps-district"),
    path("first-steps/grids/", setting_up.grids, name="first-steps-grids"),
    path("large-type/", views.large_type, name="large-type"),
    path("display/", views.display, name="display"),
    path("styleguide/", views.show_styleguide, name="styleguide"),
]
