"""Addresses of the register and of a resident's own data."""

from __future__ import annotations

from django.urls import path

from linli.ground.people.views import dwellings, own, residents

app_name = "people"

urlpatterns = [
    path("residents/", residents.index, name="index"),
    path("residents/<int:pk>/", residents.resident, name="resident"),
    path("residents/<int:pk>/guardian/", residents.guardian, name="guardian"),
    path("residents/<int:pk>/document/", residents.document, name="document"),
    path("residents/<int:pk>/contacts/", residents.contact, name="contact"),
    path(
        "residents/<int:pk>/contacts/<int:contact_pk>/drop/",
        residents.drop_contact,
        name="drop-contact",
    ),
    path(
        "residents/<int:pk>/consents/<int:consent_pk>/withdraw/",
        residents.withdraw,
        name="withdraw",
    ),
    path("dwellings/", dwellings.listed, name="dwellings"),
    path("dwellings/table/", dwellings.bring_in, name="dwellings-in"),
    path("dwellings/table.<str:suffix>", dwellings.table, name="dwellings-table"),
    path("dwellings/<int:pk>/", dwellings.dwelling, name="dwelling"),
    path("dwellings/<int:pk>/in/", dwellings.move_in, name="move-in"),
    path("dwellings/<int:pk>/out/", dwellings.move_out, name="move-out"),
    path("me/data/", own.mine, name="mine"),
    path("me/data/consent/", own.consent, name="consent"),
    path("me/data/contacts/", own.contact, name="my-contact"),
    path("me/data/contacts/<int:pk>/drop/", own.drop_contact, name="drop-my-contact"),
]
