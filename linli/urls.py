"""Every address, one line for each app; an app's own addresses stand in its urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from linli.faces.web.desk import inbox, many
from linli.faces.web.exports import export, export_cases
from linli.faces.web.health import health
from linli.faces.web.reading import news, read_all
from linli.faces.web.saved import drop, keep

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz/", health),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("linli.faces.api.urls")),
    path("webhooks/", include("linli.faces.hooks.urls")),
    path("journal/", include("linli.ground.journal.urls")),
    path("rulepacks/", include("linli.ground.rulepacks.urls")),
    path("places/", include("linli.ground.places.urls")),
    path("org/", include("linli.ground.org.urls")),
    path("texts/", include("linli.ground.texts.urls")),
    path("", include("linli.ground.people.urls")),
    path("", include("linli.ground.privacy.urls")),
    path("", include("linli.ground.notices.urls")),
    path("", include("linli.ground.signin.urls")),
    path("", include("linli.matters.urls")),
    path("", include("linli.affairs.cases.urls")),
    path("", include("linli.affairs.datarights.urls")),
    path("", include("linli.affairs.supervision.urls")),
    path("", include("linli.affairs.admission.urls")),
    path("", include("linli.affairs.whistle.urls")),
    path("", include("linli.insight.hotspots.urls")),
    path("", include("linli.insight.solicited.urls")),
    path("", include("linli.insight.surveys.urls")),
    path("", include("linli.insight.measures.urls")),
    path("", include("linli.insight.appraisal.urls")),
    path("", include("linli.insight.boards.urls")),
    path("desk/", inbox, name="desk"),
    path("desk/together/", many, name="together"),
    path("desk/views/", keep, name="keep-view"),
    path("desk/views/<int:pk>/drop/", drop, name="drop-view"),
    path("desk/news/", news, name="news"),
    path("desk/read/", read_all, name="read-all"),
    path("desk/export/", export, name="export"),
    path("desk/export/cases/", export_cases, name="export-cases"),
    path("", include("linli.faces.portal.urls")),
    path("", include("linli.faces.offline.urls")),
    path("", include("linli.faces.web.urls")),
]

handler400 = "linli.faces.web.errors.bad_request"
handler403 = "linli.faces.web.errors.forbidden"
handler404 = "linli.faces.web.errors.not_found"
handler500 = "linli.faces.web.errors.broken"
